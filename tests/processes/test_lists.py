"""Districts, themes and groups are short lists that a coordinator keeps."""

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.processes.models import District, Process
from ideenboard.processes.queries import districts_of
from tests.factories import coordinator_of, make_contribution, make_event, make_process, make_workshop


def names(process: Process) -> list[str]:
    return [district.name for district in districts_of(process.id)]


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.mark.parametrize("kind", ["districts", "themes", "groups"])
def test_an_entry_is_added_at_the_end_and_shown(app: Flask, process: Process, kind: str) -> None:
    client = coordinator_of(app, process)
    words = {f"{kind}-new-name": "Etwas <Neues>", f"{kind}-new-description": "Mit Erklärung"}
    part = client.post(f"/desk/{process.slug}/lists/{kind}", data=words, htmx=True)
    assert part.status_code == 200 and "Etwas &lt;Neues&gt;" in part.text and "<html" not in part.text
    page = client.get(f"/desk/{process.slug}/lists").text
    assert "Etwas &lt;Neues&gt;" in page and "Mit Erklärung" in page


def test_without_javascript_the_way_leads_back_to_the_list(app: Flask, process: Process) -> None:
    response = coordinator_of(app, process).post(
        f"/desk/{process.slug}/lists/districts", data={"districts-new-name": "Evershagen"}
    )
    assert response.status_code == 303 and response.location.endswith("/lists#districts")
    assert names(process) == ["Groß Klein", "Toitenwinkel", "Evershagen"]


def test_a_name_stands_once_in_a_list(app: Flask, process: Process) -> None:
    client = coordinator_of(app, process)
    for htmx in (False, True):
        response = client.post(
            f"/desk/{process.slug}/lists/districts", data={"districts-new-name": "Groß Klein"}, htmx=htmx
        )
        assert response.status_code == 422 and "steht schon in der Liste" in response.text
    first, second = districts_of(process.id)
    taken = {f"districts-{second.id}-name": first.name}
    response = client.post(f"/desk/{process.slug}/lists/districts/{second.id}", data=taken)
    assert response.status_code == 422 and "steht schon in der Liste" in response.text
    assert names(process) == ["Groß Klein", "Toitenwinkel"]


def test_an_entry_is_renamed_and_described(app: Flask, process: Process) -> None:
    first = districts_of(process.id)[0]
    words = {f"districts-{first.id}-name": "Groß Klein Dorf", f"districts-{first.id}-description": "Am Wasser"}
    coordinator_of(app, process).post(f"/desk/{process.slug}/lists/districts/{first.id}", data=words)
    assert (first.name, first.description) == ("Groß Klein Dorf", "Am Wasser")


def test_entries_move_and_stop_at_the_ends(app: Flask, process: Process) -> None:
    client = coordinator_of(app, process)
    first, second = districts_of(process.id)
    at = f"/desk/{process.slug}/lists/districts"
    client.post(f"{at}/{second.id}/up")
    assert names(process) == [second.name, first.name]
    client.post(f"{at}/{second.id}/up")
    client.post(f"{at}/{first.id}/down")
    assert names(process) == [second.name, first.name]


def test_what_is_used_stays_and_what_is_not_goes(app: Flask, process: Process) -> None:
    client = coordinator_of(app, process)
    first, second = districts_of(process.id)
    make_contribution(make_workshop(make_event(process)), district_id=first.id)
    response = client.post(f"/desk/{process.slug}/lists/districts/{first.id}/removal")
    assert response.status_code == 422 and "wird verwendet" in response.text
    client.post(f"/desk/{process.slug}/lists/districts/{second.id}/removal")
    assert names(process) == [first.name]


def test_an_entry_of_another_process_is_unknown_here(app: Flask, process: Process) -> None:
    foreign = districts_of(make_process().id)[0]
    client = coordinator_of(app, process)
    for act in ("", "/up", "/removal"):
        assert client.post(f"/desk/{process.slug}/lists/districts/{foreign.id}{act}").status_code == 404
    assert db.session.get(District, foreign.id)


def test_its_cost_does_not_grow_with_the_lists(app: Flask, process: Process, queries) -> None:  # noqa: ANN001
    client, counts = coordinator_of(app, process), []
    for _ in range(2):
        for place in range(10):
            db.session.add(District(process_id=process.id, name=f"Stadtteil {_}-{place}"))
        db.session.commit()
        with queries() as seen:
            client.get(f"/desk/{process.slug}/lists")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
