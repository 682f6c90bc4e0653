"""V3: one voting card is one ballot paper, however many devices bring it in at once, and after a crash as well."""

import asyncio
import time
from collections import Counter

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.phones import Phone
from benchmarks.servers import Server
from ideenboard.rehearsal.wire import Lost


async def one_card(stand: Stand, *, cards: int, at_once: int, unknown: int = 10) -> Finding:
    """Bring each card in on many devices in one instant; kill the server half way; do it all again."""
    hall, first, again = stand.halls.fresh(), Counter[int](), Counter[int]()
    if "unique-card" in stand.without:
        hall.drop_unique("ballot_paper", "card_id")
    server = stand.server(hall)
    stand.let_go(server)
    try:
        server.start()
        devices = [[Phone(server.port) for _ in range(at_once)] for _ in range(cards)]
        killing = asyncio.create_task(_kill_half_way(hall, server, cards // 2))
        for number, group in enumerate(devices):
            first.update(await _bring_in(hall, group, number))
            if killing.done():
                break
        await killing
        kept = _holders(hall)
        server.start()
        for device in (one for group in devices for one in group):
            device.wire.close()
        for number, group in enumerate(devices):
            again.update(await _bring_in(hall, group, number))
        guesses = Counter([await _bring(hall, Phone(server.port), {"code": "ABCDEFGHJKMN"}) for _ in range(unknown)])
    finally:
        server.close()
    held = _holders(hall)
    figure = f"{len(held)} papers for {cards} cards on {cards * at_once} devices, {len(kept)} of them before the crash"
    finding = Finding(cards * at_once, sum(again.values()), figure)
    finding.expect("papers", len(held), cards)
    finding.expect("papers of one card", max(Counter(card for card, _ in held).values(), default=0), 1)
    finding.expect("papers that the crash took", kept - held, set())
    finding.expect("answers after the crash", dict(again), {303: cards, 409: cards * (at_once - 1)})
    finding.expect("answers to unknown cards", dict(guesses), {422: unknown})
    if not kept:
        finding.idle = "no card was brought in before the crash"
    return finding


async def _kill_half_way(hall: Hall, server: Server, papers: int) -> None:
    until = time.monotonic() + 60
    while len(_holders(hall)) < papers and time.monotonic() < until:
        await asyncio.sleep(0.1)
    server.kill()


async def _bring_in(hall: Hall, devices: list[Phone], number: int) -> list[int]:
    """One card on many devices: half of them scan it, half type its code."""
    code, key = hall.ids.cards[number]
    forms = [{"key": key} if place % 2 else {"code": code} for place in range(len(devices))]
    return list(await asyncio.gather(*(_bring(hall, one, form) for one, form in zip(devices, forms, strict=True))))


async def _bring(hall: Hall, device: Phone, form: dict[str, str]) -> int:
    path = f"/c/{hall.ids.card_ballot}"
    try:
        if not device.csrf:
            await device.get(path)
        return (await device.post(path, form)).status
    except Lost:
        return 0


def _holders(hall: Hall) -> set[tuple[int, int]]:
    query = "SELECT card_id, participant_id FROM ballot_paper WHERE ballot_id = :ballot"
    return {(card, person) for card, person in hall.rows(query, ballot=hall.ids.card_ballot)}
