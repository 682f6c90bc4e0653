"""V6: the limits against floods do not hurt a hall that sits behind one address."""

import asyncio
import time

from benchmarks.check import Finding, Stand
from benchmarks.items import idea, person_of, vote
from benchmarks.phones import Ledger, Phone
from benchmarks.servers import Server


async def one_address(stand: Stand, *, people: int, within: float, votes: int = 3) -> Finding:
    """Everybody joins, votes three times and brings an idea in; every tenth mistypes the code first."""
    ledger = Ledger()
    with stand.open() as server:
        stand.let_go(server)
        began = time.monotonic()
        arrivals = [stand.luck.uniform(0, within * 0.7) for _ in range(people)]
        crowd = [
            _person(stand, server, moment, place % 10 == 0, votes, ledger) for place, moment in enumerate(arrivals)
        ]
        joined = sum(await asyncio.gather(*crowd))
        seconds = time.monotonic() - began
    figure = f"{joined} joined, {len(ledger.acked)} votes and ideas in {seconds:.0f} s, answers {ledger.statuses}"
    # Who was not let in has tried nevertheless.
    finding = Finding(people * (2 + votes), people + len(ledger.sent) + (people - joined) * (1 + votes), figure)
    finding.expect("joined", joined, people)
    finding.expect("confirmed", len(ledger.acked), people * (votes + 1))
    finding.expect("refused as too many", ledger.statuses.get(429, 0), 0)
    finding.expect("answers that something failed", ledger.failures, {})
    if seconds > within:
        finding.wrong.append(f"it took {seconds:.0f} s, not {within:.0f}")
    return finding


async def _person(stand: Stand, server: Server, moment: float, mistypes: bool, votes: int, ledger: Ledger) -> bool:
    phone, ids = Phone(server.port), server.hall.ids
    await asyncio.sleep(moment)
    if mistypes:
        ledger.count((await phone.get("/w/AAAAAA")).status)
    if await phone.join(ids.collecting_code) != 303:
        return False
    wanted = [vote(ids, person_of(phone), option) for option in stand.luck.sample(ids.open_options, votes)]
    for item in [*wanted, idea(ids, stand.luck)]:
        await phone.send(item, ledger)
    return True
