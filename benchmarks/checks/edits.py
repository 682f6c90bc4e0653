"""R7: two coordinators who save the same thing at the same moment: one is told, and nobody's words are lost."""

import asyncio
import re
from collections import Counter

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.phones import Phone
from ideenboard.rehearsal.wire import Answer

VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


async def both(stand: Stand, *, rounds: int) -> Finding:
    """Open the form of a workshop twice, save both in one instant, and send the refused one again."""
    seen, wrong = Counter[int](), list[str]()
    with stand.open() as server:
        hall = server.hall
        form, save = f"/desk/workshops/{hall.ids.collecting}/edit", f"/desk/workshops/{hall.ids.collecting}"
        logged = _logged(hall)
        desks = [Phone(server.port), Phone(server.port)]
        for desk, email in zip(desks, hall.ids.coordinators, strict=True):
            await desk.sign_in(email, hall.ids.password)
        stand.let_go(server)
        for number in range(rounds):
            pages = [await desk.get(form) for desk in desks]
            texts = [_filled(page, f"Titel {number} von {who}") for who, page in enumerate(pages)]
            answers = await asyncio.gather(*(desk.post(save, text) for desk, text in zip(desks, texts, strict=True)))
            seen.update(answer.status for answer in answers)
            wrong += await _settle(hall, desks, save, texts, list(answers))
        edits = _logged(hall) - logged
    figure = f"{dict(seen)} in {rounds} rounds, {edits} edits in the log"
    finding = Finding(rounds * 2, sum(seen.values()), figure, wrong)
    finding.expect("answers", dict(seen), {303: rounds, 409: rounds})
    finding.expect("edits in the log", edits, rounds * 2)
    return finding


def _filled(page: Answer, title: str) -> dict[str, str]:
    found = VERSION.search(page.text)
    assert found, "the form has no version"
    return {"version": found[1], "number": "1", "title": title, "moderation": "after"}


async def _settle(
    hall: Hall, desks: list[Phone], save: str, texts: list[dict[str, str]], answers: list[Answer]
) -> list[str]:
    """The winner's words stand, the loser sees them beside their own and may overwrite them."""
    refused = [place for place, answer in enumerate(answers) if answer.status == 409]
    if len(refused) != 1:
        return []
    loser, winner = texts[refused[0]], texts[1 - refused[0]]
    page = answers[refused[0]]
    wrong = [] if _title(hall) == winner["title"] else [f"{_title(hall)} stands, not {winner['title']}"]
    if not all(text["title"] in page.text for text in (loser, winner)):
        wrong.append("the page of the conflict does not show both texts")
    again = await desks[refused[0]].post(save, _filled(page, loser["title"]))
    if again.status != 303 or _title(hall) != loser["title"]:
        wrong.append(f"sent again: {again.status}, {_title(hall)}")
    return wrong


def _logged(hall: Hall) -> int:
    return hall.number("SELECT count(*) FROM audit_entry WHERE action = 'workshop.edited'")


def _title(hall: Hall) -> str:
    return str(hall.rows("SELECT title FROM workshop WHERE id = :id", id=hall.ids.collecting)[0][0])
