"""V1, V2: many requests of one person in one instant are one vote per option, and never more points than there are."""

import asyncio
from collections import Counter

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.items import person_of, vote
from benchmarks.phones import Phone, seated
from benchmarks.seeding import POINTS
from ideenboard.rehearsal.wire import Answer, Lost


async def same_vote(stand: Stand, *, rounds: int, at_once: int, options: int = 10) -> Finding:
    """V1: the same vote of the same person, sent many times in one instant, again and again for other options."""
    statuses: Counter[int] = Counter()
    with stand.open() as server:
        hall = server.hall
        if "unique" in stand.without:
            hall.drop_unique("ballot_paper", "ballot_id", "participant_id")
        people = await seated(server.port, hall.ids.collecting_code, -(-rounds // options))
        stand.let_go(server)
        wires = [Phone(server.port) for _ in range(at_once)]
        for number in range(rounds):
            person = people[number // options]
            item = vote(hall.ids, person_of(person), hall.ids.open_options[number % options])
            statuses.update(await _together(wires, person, [(item.path, item.fields)] * at_once))
        rows = _rows(hall, hall.ids.open_ballot, people)
        papers = _papers(hall, hall.ids.open_ballot)
    finding = _finding(rounds * at_once, statuses, f"{len(rows)} rows for {rounds} votes of {len(people)} people")
    finding.expect("rows", len(rows), rounds)
    finding.expect("papers of one person", max(papers.values(), default=0), 1)
    finding.expect("rows of one person and option", max(Counter(row[:2] for row in rows).values(), default=0), 1)
    finding.expect("answers", dict(statuses), {200: rounds * at_once})
    return finding


async def budget(stand: Stand, *, rounds: int, at_once: int) -> Finding:
    """V2: one person spends their points on many options in one instant; the rest is refused."""
    statuses: Counter[int] = Counter()
    with stand.open() as server:
        hall = server.hall
        people = await seated(server.port, hall.ids.voting_code, rounds)
        stand.let_go(server)
        wires = [Phone(server.port) for _ in range(at_once)]
        path = f"/ballots/{hall.ids.ballot}/votes"
        for one in people:
            requests = [(path, {f"option-{option}": "1", "seq": "1"}) for option in hall.ids.options[:at_once]]
            statuses.update(await _together(wires, one, requests))
        rows = _rows(hall, hall.ids.ballot, people)
    spent = Counter[str]()
    for person, _option, value in rows:
        spent[person] += value
    most = max(spent.values(), default=0)
    finding = _finding(rounds * at_once, statuses, f"at most {most} of {POINTS} points in {rounds} papers")
    finding.expect("papers", len(spent), rounds)
    finding.expect("points of each paper", set(spent.values()), {POINTS})
    finding.expect("answers", dict(statuses), {200: rounds * POINTS, 409: rounds * (at_once - POINTS)})
    return finding


async def _together(wires: list[Phone], person: Phone, requests: list[tuple[str, dict[str, str]]]) -> list[int]:
    """Send each request over a wire of its own, all in the same instant, as this person; the statuses."""
    for wire in wires:
        wire.cookie, wire.csrf = person.cookie, person.csrf
    await asyncio.gather(*(wire.wire.open() for wire in wires))
    sent = [wire.post(path, fields, partial=True) for wire, (path, fields) in zip(wires, requests, strict=True)]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    return [_status(answer) for answer in answers]


def _status(answer: Answer | BaseException) -> int:
    if isinstance(answer, Answer):
        return answer.status
    if isinstance(answer, Lost):
        return 0
    raise answer


def _rows(hall: Hall, ballot: int, people: list[Phone]) -> list[tuple[str, int, int]]:
    """What the database holds of these people: who, on what, how many points."""
    query = (
        "SELECT participant.key_hash, vote.option_id, vote.value FROM vote JOIN ballot_paper paper"
        " ON paper.id = vote.paper_id JOIN participant ON participant.id = paper.participant_id"
        " WHERE paper.ballot_id = :ballot"
    )
    theirs = {person_of(phone) for phone in people}
    return [tuple(row) for row in hall.rows(query, ballot=ballot) if row[0] in theirs]


def _papers(hall: Hall, ballot: int) -> Counter[int]:
    """How many papers each person has."""
    query = "SELECT participant_id FROM ballot_paper WHERE ballot_id = :ballot"
    return Counter(person for (person,) in hall.rows(query, ballot=ballot))


def _finding(planned: int, statuses: Counter[int], figure: str) -> Finding:
    return Finding(planned, sum(statuses.values()), figure)
