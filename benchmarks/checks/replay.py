"""V7: what was sent before and arrives again, in any order, changes nothing."""

import asyncio
from dataclasses import replace

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.items import mixed, person_of, vote
from benchmarks.phones import Item, Ledger, Phone, seated


async def replay(stand: Stand, *, times: int, clients: int, items: int) -> Finding:
    """Send everything once, and what was changed a second time; then all of it many times, shuffled."""
    ledger = Ledger()
    with stand.open() as server:
        hall = server.hall
        stand.let_go(server)
        phones = await seated(server.port, hall.ids.collecting_code, clients)
        sent = [await _once(hall, phone, items, stand, ledger) for phone in phones]
        before = _digest(hall)
        again = [(phone, item) for phone, plan in zip(phones, sent, strict=True) for item in plan] * times
        stand.luck.shuffle(again)
        by_phone = [[item for phone, item in again if phone is one] for one in phones]
        await asyncio.gather(*(_resend(phone, plan, ledger) for phone, plan in zip(phones, by_phone, strict=True)))
        after = _digest(hall)
    once = sum(len(plan) for plan in sent)
    finding = Finding(once * (times + 1), ledger.requests, f"{once} requests sent {times} times more, out of order")
    finding.expect("the digest of all rows is the same", after == before, True)
    finding.expect("answers that something failed", ledger.failures, {})
    return finding


async def _once(hall: Hall, phone: Phone, count: int, stand: Stand, ledger: Ledger) -> list[Item]:
    """Send a person's things in their order, among them a vote that is taken back and given again."""
    person, option = person_of(phone), hall.ids.open_options[-1]
    changed = [vote(hall.ids, person, option, value, seq) for seq, value in enumerate((1, 0, 1, 0), start=1)]
    changed = [replace(item, mark=f"{item.mark}:{seq}") for seq, item in enumerate(changed)]
    plan = [item for item in mixed(hall.ids, phone, count, stand.luck) if item.mark != f"{person}:{option}"] + changed
    for item in plan:
        assert await phone.send(item, ledger), f"refused: {item.path}"
    return plan


async def _resend(phone: Phone, plan: list[Item], ledger: Ledger) -> None:
    for item in plan:
        await phone.send(item, ledger)


def _digest(hall: Hall) -> str:
    said = hall.command("digest")
    assert said.returncode == 0, said.stderr
    return said.stdout
