"""What the queue is narrowed to stands in the address, and a list of any length comes out of an index in its order."""

from collections.abc import Callable

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.comments.models import OfficialResponse
from ideenboard.contributions.models import Kind, Status
from ideenboard.moderation.queries_lists import stretch
from ideenboard.moderation.rules import NONE, Wanted
from ideenboard.processes.models import Moderation, Process, Workshop
from ideenboard.processes.queries import districts_of, groups_of, themes_of
from ideenboard.processes.rules import Actor
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    make_contribution,
    make_event,
    make_participant,
    make_process,
    make_workshop,
)
from tests.pages.test_plans_of_the_database import plan_of


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def workshop(process: Process) -> Workshop:
    return make_workshop(make_event(process), moderation=Moderation.BEFORE)


@pytest.fixture
def listed(app: Flask, process: Process) -> Callable[[str], list[str]]:
    desk: Client = coordinator_of(app, process)

    def titles(query: str) -> list[str]:
        page = desk.get(f"/desk/{process.slug}/queue?{query}").text.split('id="rows"')[1].split("</ul>")[0]
        return [title for title in ("Straße sperren", "Bänke aufstellen") if title in page]

    return titles


def test_district_theme_group_and_words_narrow_it(
    process: Process, workshop: Workshop, listed: Callable[[str], list[str]]
) -> None:
    district, theme, group = (of(process.id)[0].id for of in (districts_of, themes_of, groups_of))
    person = make_participant(workshop, group_id=group)
    make_contribution(workshop, by=person, title="Straße sperren", district_id=district, theme_id=theme)
    make_contribution(workshop, title="Bänke aufstellen", text="Im Schatten")
    for query in (f"district={district}", f"theme={theme}", f"group={group}", "q=STRASSE", "q=sperren strasse"):
        assert listed(query) == ["Straße sperren"], query
    for query in ("district=0", "theme=0", "group=0", "q=baenke", "q=schatten"):
        assert listed(query) == ["Bänke aufstellen"], query
    assert listed(f"district={district}&q=schatten") == []


def test_all_piles_at_once_and_what_has_no_answer(workshop: Workshop, listed: Callable[[str], list[str]]) -> None:
    shown = make_contribution(workshop, title="Straße sperren")
    shown.status = Status.PUBLISHED
    make_contribution(workshop, title="Bänke aufstellen")
    db.session.commit()
    assert listed("state=all") == ["Straße sperren", "Bänke aufstellen"]
    assert listed("state=published&unanswered=1") == ["Straße sperren"]
    response = OfficialResponse(thread_id=shown.thread_id, text="Gern.", created_at=NOW, is_draft=True)
    db.session.add(response)
    db.session.commit()
    # Nobody has read a draft.
    assert listed("state=published&unanswered=1") == ["Straße sperren"]
    response.is_draft = False
    db.session.commit()
    assert listed("state=published&unanswered=1") == []


def test_the_filter_goes_along_with_every_link_and_can_be_taken_off(
    app: Flask, process: Process, workshop: Workshop
) -> None:
    card = make_contribution(workshop, title="Straße sperren")
    desk, queue = coordinator_of(app, process), f"/desk/{process.slug}/queue"
    page = desk.get(f"{queue}?q=strasse&workshop={workshop.id}").text.replace("&amp;", "&")
    assert f"/contributions/{card.id}/publication?workshop={workshop.id}&q=strasse" in page
    assert f'href="{queue}?workshop={workshop.id}"' in page and f'href="{queue}?q=strasse"' in page
    answer = desk.post(f"/contributions/{card.id}/publication?q=strasse")
    assert answer.location.endswith("?q=strasse")


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(status=None),
        Wanted(kind=Kind.IDEA, workshop_id=1),
        Wanted(district_id=1, theme_id=NONE, group_id=1, words="strasse"),
        Wanted(status=None, assignee_id=1),
        Wanted(status=Status.PUBLISHED, is_unanswered=True, assignee_id=NONE),
    ],
    ids=str,
)
def test_no_list_is_sorted(app: Flask, wanted: Wanted) -> None:
    if db.engine.dialect.name == "sqlite":
        plan = plan_of(stretch(1, wanted, 50, by=Actor(account_id=1, coordinates=frozenset({1})), at=NOW))
        steps = [step for step in plan if "SCALAR" not in step]
        assert not [step for step in steps if "TEMP B-TREE" in step or step.startswith("SCAN contribution")], plan
        assert [step for step in steps if step.startswith("SEARCH contribution USING INDEX")], plan
