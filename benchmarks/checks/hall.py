"""V6: the limits against floods do not hurt a hall that sits behind one address: the one that comes to a rehearsal."""

import asyncio
import time
from collections import Counter

from benchmarks.check import Finding, Stand
from benchmarks.items import person_of, vote
from benchmarks.phones import Ledger, Phone
from benchmarks.servers import Server
from ideenboard.rehearsal.attendees import Attendee
from ideenboard.rehearsal.rules import MARK, Manner


async def one_address(stand: Stand, *, people: int, within: float, votes: int = 3) -> Finding:
    """Everybody joins, brings an idea in and votes three times; every tenth mistypes the code first."""
    ledger = Ledger()
    with stand.open() as server:
        stand.let_go(server)
        before = server.hall.number("SELECT count(*) FROM participation")
        began = time.monotonic()
        arrivals = [stand.luck.uniform(0, within * 0.7) for _ in range(people)]
        crowd = [
            _person(stand, server, moment, place % 10 == 0, votes, ledger) for place, moment in enumerate(arrivals)
        ]
        heard = sum(await asyncio.gather(*crowd), Counter())
        seconds = time.monotonic() - began
        joined = server.hall.number("SELECT count(*) FROM participation") - before
        ideas = server.hall.number("SELECT count(*) FROM contribution WHERE title LIKE :mark", mark=f"{MARK}%")
    for status, count in heard.items():
        ledger.statuses[status] = ledger.statuses.get(status, 0) + count
    done = f"{joined} joined, {ideas} ideas, {len(ledger.acked)} votes"
    # Who was not let in has tried nevertheless.
    sent = len(ledger.sent) + (people - joined) * votes
    finding = Finding(people * votes, sent, f"{done} in {seconds:.0f} s, answers {ledger.statuses}")
    finding.expect("joined", joined, people)
    finding.expect("ideas", ideas, people)
    finding.expect("votes confirmed", len(ledger.acked), people * votes)
    finding.expect("refused as too many", ledger.statuses.get(429, 0), 0)
    finding.expect("answers that something failed", ledger.failures, {})
    if seconds > within:
        finding.wrong.append(f"it took {seconds:.0f} s, not {within:.0f}")
    return finding


async def _person(
    stand: Stand, server: Server, moment: float, mistypes: bool, votes: int, ledger: Ledger
) -> Counter[int]:
    phone, ids = Phone(server.port), server.hall.ids
    guest = Attendee(phone, ids.collecting_code, Manner.TYPICAL, str(stand.luck.random()))
    await asyncio.sleep(moment)
    if mistypes:
        ledger.count((await phone.get("/w/AAAAAA")).status)
    await guest.collect(0)
    if not guest.heard[303]:
        return guest.heard
    for option in stand.luck.sample(ids.open_options, votes):
        await phone.send(vote(ids, person_of(phone), option), ledger)
    return guest.heard
