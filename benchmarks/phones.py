"""Devices in the hall: each with its own cookie, its own connection and its own drafts, and all of them stubborn."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ideenboard.rehearsal.wire import Answer, Device, Lost

# What the outbox waits before it tries again, in seconds: doubled each time, up to twenty times as long.
FIRST_PAUSE = 0.5


@dataclass(frozen=True)
class Item:
    """One thing a person does: `mark` tells it from all others, `acks` says whether an answer confirms it."""

    mark: str
    path: str
    fields: dict[str, str]
    acks: Callable[[Answer], bool]


@dataclass
class Ledger:
    """What was sent and what was confirmed, kept outside of the server that may lose it."""

    sent: dict[str, int] = field(default_factory=dict)
    acked: set[str] = field(default_factory=set)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    lost: int = 0

    def count(self, status: int) -> None:
        """Note an answer."""
        self.statuses[status] = self.statuses.get(status, 0) + 1

    @property
    def requests(self) -> int:
        """How many requests went out."""
        return sum(self.sent.values())

    @property
    def failures(self) -> dict[int, int]:
        """Answers that say the server was at fault."""
        return {status: count for status, count in self.statuses.items() if status >= 500}

    def slowest(self, share: float) -> float:
        """The time within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Phone(Device):
    """The browser of a rehearsal, at a port of this computer, and as stubborn as an outbox."""

    def __init__(self, port: int, *, source: str = "127.0.0.1", forwarded_for: str = "") -> None:
        super().__init__(f"http://127.0.0.1:{port}", source=source, forwarded_for=forwarded_for)

    async def join(self, code: str) -> int:
        """Take a seat in a workshop: look at its page, press its button. Answers the last status."""
        page = await self.get(f"/w/{code}")
        return (await self.post(f"/w/{code}")).status if page.status == 200 else page.status

    async def sign_in(self, email: str, password: str) -> None:
        """Open the desk."""
        await self.get("/login")
        answer = await self.post("/login", {"email": email, "password": password})
        assert answer.status == 303, f"the coordinator cannot sign in: {answer.status}"
        # A sign-in begins a new session, with a token of its own.
        await self.get("/desk")

    async def send(self, item: Item, ledger: Ledger) -> bool:
        """Send an item once; whether it was confirmed. Raises Lost."""
        ledger.sent[item.mark] = ledger.sent.get(item.mark, 0) + 1
        began = time.perf_counter()
        try:
            answer = await self.post(item.path, item.fields, partial=True)
        except Lost:
            ledger.lost += 1
            raise
        ledger.seconds.append(time.perf_counter() - began)
        ledger.count(answer.status)
        if item.acks(answer):
            ledger.acked.add(item.mark)
        return item.acks(answer)

    async def deliver(self, item: Item, ledger: Ledger, luck: random.Random, *, until: float, pause: float) -> bool:
        """Send an item again and again until it is confirmed, as the outbox does, or until the clock says so."""
        longest = 20 * pause
        while time.monotonic() < until:
            try:
                if await self.send(item, ledger):
                    return True
            except Lost:
                pass
            await asyncio.sleep(pause * luck.uniform(0.8, 1.2))
            pause = min(pause * 2, longest)
        return False


async def seated(port: int, code: str, count: int, **of_each: Any) -> list[Phone]:
    """So many devices that have joined a workshop, a few at a time as people come in."""
    door = asyncio.Semaphore(16)

    async def one() -> Phone:
        phone = Phone(port, **of_each)
        async with door:
            status = await phone.join(code)
        assert status == 303, f"a phone could not join: {status}"
        return phone

    # The first one finds a server that has shown no page yet.
    return [await one(), *await asyncio.gather(*(one() for _ in range(count - 1)))]


async def deliver_all(
    phones: list[Phone],
    plans: list[list[Item]],
    ledger: Ledger,
    luck: random.Random,
    *,
    within: float,
    pause: float = FIRST_PAUSE,
) -> None:
    """Let every phone deliver its items one after the other, all phones at once."""
    until = time.monotonic() + within

    async def one(phone: Phone, plan: list[Item]) -> None:
        for item in plan:
            await phone.deliver(item, ledger, luck, until=until, pause=pause)

    await asyncio.gather(*(one(phone, plan) for phone, plan in zip(phones, plans, strict=True)))


async def under_way(ledger: Ledger, sending: asyncio.Task[None], more: int) -> None:
    """Wait until so many more items are confirmed, or nothing is sent any more."""
    enough = len(ledger.acked) + more
    while len(ledger.acked) < enough and not sending.done():
        await asyncio.sleep(0.02)
