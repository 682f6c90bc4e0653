"""R1: what was confirmed survives when the server vanishes in the middle of it, and nothing comes twice."""

import asyncio
from dataclasses import dataclass, field

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.items import mixed, stored
from benchmarks.phones import Item, Ledger, Phone, deliver_all, seated
from benchmarks.servers import Server
from ideenboard.rehearsal.wire import Lost

READY_WITHIN = 5.0


@dataclass
class Losses:
    """What the rounds added up to."""

    sent: int = 0
    lost: int = 0
    doubled: int = 0
    missing: int = 0
    # Rounds in which a row was there that nobody had been told of: without them the moment was never the right one.
    telling: int = 0
    slowest: float = 0.0
    damage: list[str] = field(default_factory=list)


async def kill(stand: Stand, *, rounds: int, clients: int, items: int, within: float = READY_WITHIN) -> Finding:
    """Kill the server again and again under load, start it anew, and compare what it has with what it confirmed."""
    losses = Losses()
    for _ in range(rounds):
        await _round(stand, losses, clients, items)
    planned = rounds * clients * items
    figure = (
        f"{losses.lost} lost, {losses.doubled} doubled of {losses.sent}; {losses.telling} of {rounds} rounds caught an "
        f"unconfirmed row; ready again in {losses.slowest:.1f} s at most"
    )
    finding = Finding(planned, losses.sent, figure, losses.damage)
    for name in ("lost", "doubled", "missing"):
        finding.expect(name, getattr(losses, name), 0)
    if losses.slowest > within:
        finding.wrong.append(f"ready again after {losses.slowest:.1f} s")
    if losses.telling * 20 < rounds * 3:
        finding.idle = "the server was hardly ever killed between a commit and its answer"
    return finding


async def _round(stand: Stand, losses: Losses, clients: int, items: int) -> None:
    hall, ledger = stand.halls.fresh(), Ledger()
    if "token" in stand.without:
        hall.drop_unique("contribution", "workshop_id", "token")
    server = stand.server(hall)
    stand.let_go(server)
    try:
        server.start()
        phones = await seated(server.port, hall.ids.collecting_code, clients)
        plans = [mixed(hall.ids, phone, items, stand.luck) for phone in phones]
        await _until_killed(server, phones, plans, ledger, stand.luck.uniform(0.2, 2.0))
        losses.slowest = max(losses.slowest, server.start())
        _compare(hall, ledger, losses)
        # Everything once more, also what was confirmed before.
        await deliver_all(phones, plans, ledger, stand.luck, within=300)
        _count(hall, ledger, losses)
    finally:
        server.close()


async def _until_killed(
    server: Server, phones: list[Phone], plans: list[list[Item]], ledger: Ledger, seconds: float
) -> None:
    """All send at once; then, from one instant to the next, there is no server any more."""
    running = [asyncio.create_task(_each(phone, plan, ledger)) for phone, plan in zip(phones, plans, strict=True)]
    await asyncio.sleep(seconds)
    server.kill()
    await asyncio.gather(*running)


async def _each(phone: Phone, plan: list[Item], ledger: Ledger) -> None:
    try:
        for item in plan:
            await phone.send(item, ledger)
    except Lost:
        return


def _compare(hall: Hall, ledger: Ledger, losses: Losses) -> None:
    there = stored(hall)
    losses.lost += sum(mark not in there for mark in ledger.acked)
    losses.telling += any(mark in there and mark not in ledger.acked for mark in ledger.sent)
    losses.damage += hall.damage()


def _count(hall: Hall, ledger: Ledger, losses: Losses) -> None:
    there = stored(hall)
    losses.sent += len(ledger.sent)
    losses.missing += sum(mark not in there for mark in ledger.sent)
    losses.doubled += sum(there[mark] > 1 for mark in ledger.sent)
    if hall.command("tally").returncode != 0:
        losses.damage.append("a stored count is not what its rows say")
