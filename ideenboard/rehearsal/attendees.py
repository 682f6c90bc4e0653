"""Made-up people with a device each: they join, type, dawdle, support, comment, vote, leave; one of them floods."""

import asyncio
import random
import re
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable

from ideenboard.rehearsal.rules import PLANS, Manner, contribution, moments, remark
from ideenboard.rehearsal.wire import Answer, Browser

CARD = re.compile(r'id="c(\d+)"')
GROUP = re.compile(r'name="group"[^>]*value="(\d+)"')
OPTION = re.compile(r'name="(option-\d+)"')


class Attendee:
    """One person. `heard` counts the answers by their status; a room that is gone (404) is left for good."""

    def __init__(self, browser: Browser, code: str, manner: Manner, seed: str) -> None:
        self.browser, self.code, self.manner = browser, code, manner
        self.luck = random.Random(seed)  # noqa: S311 (behaviour, not secrets)
        self.heard: Counter[int] = Counter()
        self.is_gone = False

    async def collect(self, seconds: float) -> None:
        """Join, and say something."""
        page = await self._get(f"/w/{self.code}")
        groups = GROUP.findall(page.text)
        await self._post(f"/w/{self.code}", {"group": self.luck.choice(groups)} if groups else {})
        await self._act(PLANS[self.manner].contributions, seconds, self._contribute)
        if self.manner is Manner.DROPOUT:
            self.is_gone = True

    async def discuss(self, seconds: float) -> None:
        """Read what the others said, support some of it, and say something about it."""
        plan = PLANS[self.manner]
        cards = CARD.findall((await self._get(f"/w/{self.code}/board")).text)
        if not cards:
            return
        await self._act(plan.supports, seconds / 2, lambda: self._support(self.luck.choice(cards)))
        await self._act(plan.comments, seconds / 2, lambda: self._comment(self.luck.choice(cards)))

    async def vote(self, seconds: float) -> None:
        """Vote, where a ballot is open."""
        if PLANS[self.manner].votes:
            await self._act(1, seconds, self._vote)

    async def _act(self, count: int, seconds: float, do: Callable[[], Awaitable[None]]) -> None:
        # Who floods does not wait between two things.
        is_flood = self.manner is Manner.FLOODER
        pauses = moments(count, 0 if is_flood else seconds, self.luck, is_late=PLANS[self.manner].is_late)
        for pause in pauses:
            await asyncio.sleep(pause)
            if self.is_gone:
                return
            await do()

    async def _contribute(self) -> None:
        fields = contribution(self.luck) | {"token": self._token()}
        await self._post(f"/w/{self.code}/contributions", fields)
        if self.manner is Manner.FLOODER:
            # Presses the button again at once: the same form arrives once.
            await self._post(f"/w/{self.code}/contributions", fields)

    async def _support(self, card: str) -> None:
        await self._post(f"/contributions/{card}/support", {})

    async def _comment(self, card: str) -> None:
        await self._post(f"/contributions/{card}/comments", {"text": remark(self.luck), "token": self._token()})

    async def _vote(self) -> None:
        page = await self._get(f"/w/{self.code}/vote")
        if not page.to.startswith("/ballots/"):
            return
        options = sorted(set(OPTION.findall((await self._get(page.to)).text)))
        chosen = self.luck.sample(options, min(3, len(options)))
        await self._post(f"{page.to}/votes", {option: "1" for option in chosen} | {"seq": "1"})

    def _token(self) -> str:
        return str(uuid.UUID(int=self.luck.getrandbits(128), version=4))

    async def _get(self, path: str) -> Answer:
        return self._note(await self.browser.get(path))

    async def _post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._note(await self.browser.post(path, fields))

    def _note(self, answer: Answer) -> Answer:
        self.heard[answer.status] += 1
        if answer.status == 404:
            self.is_gone = True
        return answer
