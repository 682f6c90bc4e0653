"""R7: two coordinators who save the same thing at the same moment: one is told, and nobody's words are lost."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.phones import Phone
from benchmarks.reading import form_with
from benchmarks.seeding import Ids
from ideenboard.rehearsal.wire import Answer


@dataclass(frozen=True)
class Thing:
    """What two of them edit: its form, where it is sent, the table its title stands in, and how the log calls it."""

    table: str
    id: int
    form: str
    save: str
    action: str

    def title(self, hall: Hall) -> str:
        """What stands in the database."""
        return str(hall.rows(f"SELECT title FROM {self.table} WHERE id = :id", id=self.id)[0][0])  # noqa: S608

    def edits(self, hall: Hall) -> int:
        """How many edits the log knows."""
        return hall.number(f"SELECT count(*) FROM audit_entry WHERE action = '{self.action}'")  # noqa: S608


def _things(hall: Hall) -> list[Thing]:
    ids: Ids = hall.ids
    desk, room, cluster = f"/desk/{ids.slug}", f"/desk/workshops/{ids.collecting}", f"/clusters/{ids.cluster}"
    measure, process = f"{desk}/measures/{ids.measure}", hall.number("SELECT id FROM process")
    return [
        Thing("workshop", ids.collecting, f"{room}/edit", room, "workshop.edited"),
        Thing("cluster", ids.cluster, f"{desk}{cluster}", cluster, "cluster.described"),
        Thing("measure", ids.measure, measure, measure, "measure.edited"),
        Thing("process", process, f"{desk}/settings", f"{desk}/settings", "process.edited"),
    ]


async def both(stand: Stand, *, rounds: int) -> Finding:
    """Open each form twice, save both in one instant, and send the refused one again."""
    seen, wrong = Counter[int](), list[str]()
    with stand.open() as server:
        hall, things = server.hall, _things(server.hall)
        logged = [thing.edits(hall) for thing in things]
        desks = [Phone(server.port), Phone(server.port)]
        for desk, email in zip(desks, hall.ids.coordinators, strict=True):
            await desk.sign_in(email, hall.ids.password)
        stand.let_go(server)
        for number in range(rounds):
            for thing in things:
                pages = [await desk.get(thing.form) for desk in desks]
                texts = [_filled(page, f"Titel {number} von {who}") for who, page in enumerate(pages)]
                answers = await asyncio.gather(
                    *(desk.post(thing.save, text) for desk, text in zip(desks, texts, strict=True))
                )
                seen.update(answer.status for answer in answers)
                wrong += await _settle(hall, thing, desks, texts, list(answers))
        edits = [thing.edits(hall) - before for thing, before in zip(things, logged, strict=True)]
    figure = f"{dict(seen)} for {len(things)} things in {rounds} rounds, {sum(edits)} edits in the log"
    finding = Finding(rounds * 2 * len(things), sum(seen.values()), figure, wrong)
    finding.expect("answers", dict(seen), {303: rounds * len(things), 409: rounds * len(things)})
    finding.expect("edits in the log", edits, [rounds * 2] * len(things))
    return finding


def _filled(page: Answer, title: str) -> dict[str, str]:
    return form_with(page.text, "version") | {"title": title}


async def _settle(
    hall: Hall, thing: Thing, desks: list[Phone], texts: list[dict[str, str]], answers: list[Answer]
) -> list[str]:
    """The winner's words stand, the loser sees them beside their own and may overwrite them."""
    refused = [place for place, answer in enumerate(answers) if answer.status == 409]
    if len(refused) != 1:
        return [f"{thing.table}: {[answer.status for answer in answers]}"]
    loser, winner = texts[refused[0]], texts[1 - refused[0]]
    page, stands = answers[refused[0]], thing.title(hall)
    wrong = [] if stands == winner["title"] else [f"{thing.table}: {stands} stands, not {winner['title']}"]
    if not all(text["title"] in page.text for text in (loser, winner)):
        wrong.append(f"{thing.table}: the page of the conflict does not show both texts")
    again = await desks[refused[0]].post(thing.save, _filled(page, loser["title"]))
    if again.status != 303 or thing.title(hall) != loser["title"]:
        wrong.append(f"{thing.table}: sent again: {again.status}, {thing.title(hall)}")
    return wrong
