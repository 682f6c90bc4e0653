"""V5: codes cannot be guessed, whoever one says to be and whichever server one asks; and the hall still gets in."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle

from benchmarks.check import Finding, Stand
from benchmarks.phones import Phone
from benchmarks.servers import Server
from ideenboard.base.codes import ALPHABET, JOIN_LENGTH

PER_MINUTE = 60
DOORS = ("/w/{}", "/w/{}/board", "/w/{}/changes", "/w/{}/qr.svg", "/e/{}")


@dataclass
class Flood:
    """What the guesses came to."""

    statuses: Counter[int] = field(default_factory=Counter)
    began: float = field(default_factory=time.time)
    ended: float = 0.0

    @property
    def allowed(self) -> int:
        """What the minutes of the clock that it touched allow."""
        return PER_MINUTE * (int(self.ended // 60) - int(self.began // 60) + 1)


async def guessing(stand: Stand, *, guesses: int, joins: int, at_once: int = 20) -> Finding:
    """Guess from one address at every door, at two servers where the database may have two, while people join."""
    with stand.open() as first:
        if stand.kind == "sqlite":
            return await _guess(stand, [first], guesses, joins, at_once)
        with stand.beside(first) as second:
            return await _guess(stand, [first, second], guesses, joins, at_once)


async def _guess(stand: Stand, servers: list[Server], guesses: int, joins: int, at_once: int) -> Finding:
    stand.let_go(servers[0])
    flood, doors = Flood(), cycle(DOORS)
    lists = [[_guessed(stand, next(doors)) for _ in range(guesses // at_once)] for _ in range(at_once)]
    guessers = [_guesser(stand, servers, number) for number in range(at_once)]
    everybody = [_try_all(one, paths, flood) for one, paths in zip(guessers, lists, strict=True)]
    *_, joined = await asyncio.gather(*everybody, _join_meanwhile(servers, joins))
    flood.ended = time.time()
    answered = sum(count for status, count in flood.statuses.items() if status != 429)
    rate = sum(flood.statuses.values()) / (flood.ended - flood.began)
    allowed = f"{answered} guesses answered, {flood.allowed} allowed"
    figure = f"{allowed}, at {rate:.0f}/s; {joined} of {joins} joined meanwhile"
    finding = Finding(guesses, sum(flood.statuses.values()), figure)
    finding.expect("right codes that came in", joined, joins)
    finding.expect("answers", set(flood.statuses) - {404, 429}, set())
    if answered > flood.allowed:
        finding.wrong.append(f"{answered} guesses were answered, {flood.allowed} are allowed")
    return finding


def _guessed(stand: Stand, door: str) -> str:
    return door.format("".join(stand.luck.choices(ALPHABET, k=JOIN_LENGTH)))


def _guesser(stand: Stand, servers: list[Server], number: int) -> Phone:
    """Every second one says to speak for somebody else."""
    says = f"203.0.113.{number}" if number % 2 else ""
    return Phone(servers[(number // 2) % len(servers)].port, forwarded_for=says)


async def _try_all(guesser: Phone, paths: list[str], flood: Flood) -> None:
    for path in paths:
        flood.statuses[(await guesser.get(path)).status] += 1


async def _join_meanwhile(servers: list[Server], joins: int) -> int:
    """Let people come in one after the other, by the right code, from the same address."""
    joined = 0
    for number in range(joins):
        phone = Phone(servers[number % len(servers)].port)
        joined += await phone.join(servers[0].hall.ids.collecting_code) == 303
        await asyncio.sleep(0.02)
    return joined
