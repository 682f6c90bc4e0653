"""V8: closed is closed, by the server's clock and by nothing else; what comes later leaves no row."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.items import idea
from benchmarks.phones import Item, Ledger, Phone, seated
from benchmarks.servers import Server
from ideenboard.rehearsal.wire import Lost


@dataclass(frozen=True)
class Ending:
    """How something ends, what people go on sending, and what the database says of it."""

    name: str
    code: Callable[[Hall], str]
    items: Callable[[Hall, Stand], Iterator[Item]]
    path: Callable[[Hall], str]
    fields: dict[str, str]
    trace: str


VOTES = "SELECT count(*), coalesce(sum(seq), 0) FROM vote"
CARDS = "SELECT count(*), 0 FROM contribution"


def _votes(hall: Hall, stand: Stand) -> Iterator[Item]:
    path = f"/ballots/{hall.ids.ballot}/votes"
    for seq in count(1):
        option = stand.luck.choice(hall.ids.options[:4])
        yield Item(f"{seq}", path, {f"option-{option}": "1", "seq": str(seq)}, lambda answer: answer.status == 200)


def _ideas(hall: Hall, stand: Stand) -> Iterator[Item]:
    while True:
        yield idea(hall.ids, stand.luck)


def _phase_of(room: Callable[[Hall], int]) -> Callable[[Hall], str]:
    return lambda hall: f"/desk/workshops/{room(hall)}/phase"


ENDINGS = [
    Ending("ballot", lambda h: h.ids.voting_code, _votes, lambda h: f"/ballots/{h.ids.ballot}/closing", {}, VOTES),
    Ending("votes", lambda h: h.ids.voting_code, _votes, _phase_of(lambda h: h.ids.voting), {"phase": "closed"}, VOTES),
    Ending(
        "ideas",
        lambda h: h.ids.collecting_code,
        _ideas,
        _phase_of(lambda h: h.ids.collecting),
        {"phase": "discussing"},
        CARDS,
    ),
]


@dataclass
class Seen:
    """What all endings of a check came to."""

    ledger: Ledger = field(default_factory=Ledger)
    late: int = 0
    let_in: int = 0
    refused: int = 0


async def closing(stand: Stand, *, clients: int, seconds: float, endings: int = 3) -> Finding:
    """Let a hall send without pause, end it in the middle, and look whether anything came in after the answer."""
    seen = Seen()
    for ending in ENDINGS[:endings]:
        with stand.open(levers=True) as server:
            await _end_in_the_middle(stand, server, ending, clients, seconds, seen)
    figure = f"{seen.late} late rows, {seen.refused} requests refused after {endings} endings"
    finding = Finding(endings * clients * 2, seen.ledger.requests, figure)
    finding.expect("late rows", seen.late, 0)
    finding.expect("requests let in after the end", seen.let_in, 0)
    finding.expect("answers that something failed", seen.ledger.failures, {})
    if not seen.refused:
        finding.idle = "nobody sent anything after the end"
    return finding


async def _end_in_the_middle(
    stand: Stand, server: Server, ending: Ending, clients: int, seconds: float, seen: Seen
) -> None:
    hall, over = server.hall, asyncio.Event()
    phones = await seated(server.port, ending.code(hall), clients)
    desk = Phone(server.port)
    await desk.sign_in(hall.ids.coordinators[0], hall.ids.password)
    stand.let_go(server)
    senders = [asyncio.create_task(_go_on(phone, ending.items(hall, stand), over, seen)) for phone in phones]
    await asyncio.sleep(seconds)
    answer = await desk.post(ending.path(hall), ending.fields)
    assert answer.status == 303, f"{ending.name} could not be ended: {answer.status}"
    over.set()
    trace = hall.rows(ending.trace)
    # An hour earlier by the server's clock, it is closed all the same: that it ended was written down.
    stand.let_go(server, "clock")
    await asyncio.gather(*senders)
    before, after = tuple(trace[0]), tuple(hall.rows(ending.trace)[0])
    seen.late += after[0] - before[0] + (after[1] != before[1])


async def _go_on(phone: Phone, items: Iterator[Item], over: asyncio.Event, seen: Seen) -> None:
    """Send until it is over, and a few times more."""
    more, last = 3, time.monotonic() + 60
    while more and time.monotonic() < last:
        was_over = over.is_set()
        try:
            done = await phone.send(next(items), seen.ledger)
        except Lost:
            continue
        if was_over:
            more -= 1
            seen.let_in += done
            seen.refused += not done
