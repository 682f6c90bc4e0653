"""The page of a result: a sentence, the ranking in bands with its uncertainty, the method, the groups, every number."""

from typing import Any

from flask import Flask

from ideenboard.base.db import db
from ideenboard.voting.models import Method
from tests.browsing import Client
from tests.results.making import CLEAR, closed


def test_the_page_says_what_came_out_and_how_sure_it_is(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR)
    page = client.get(f"/results/{snapshot.ballot_id}").text
    for words in (
        "Was sollen wir zuerst umsetzen?",
        "Ein Vorschlag liegt klar vorn:",
        "Um Platz 2 ist das Rennen offen",
        "Raumcode",
        "Schützt vor Stimmen von Leuten, die erst nach Beginn dazukommen",
        "16 Personen",
        "Veröffentlicht am 21. Januar 2027",
        "Klar vorn",
        "Offen",
        "Jede Person konnte 10 Punkte verteilen, höchstens 5 je Vorschlag.",
        "mit 90 Prozent Sicherheit",
        "keine Wahl",
        "&gt; 99",
        "5,00",
    ):
        assert words in page.replace("\N{NO-BREAK SPACE}", " "), words
    assert page.index("Klar vorn") < page.index("Vorschlag 0", page.index('id="ranking"'))


def test_it_speaks_english_without_a_german_word(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR)
    page = client.get(f"/results/{snapshot.ballot_id}", headers={"Accept-Language": "en"}).text
    assert "One proposal is clearly ahead" in page and "Clearly ahead" in page and "not an election" in page
    assert "Rangliste" not in page and "Personen" not in page


def test_every_method_has_its_own_columns(app: Flask, client: Client) -> None:
    papers = [(0, [1, 0])] * 6 + [(1, [1, 1])] * 6
    support = closed(papers, method=Method.SUPPORT)
    page = client.get(f"/results/{support.ballot_id}").text
    assert "Nicht angekreuzt" in page and "beliebig viele Vorschläge ankreuzen" in page
    approval = closed([(0, [1, -1])] * 6 + [(1, [1, None])] * 6, method=Method.APPROVAL)
    page = client.get(f"/results/{approval.ballot_id}").text
    assert "Lehne ab" in page and "zustimmen, neutral bleiben" in page
    row = approval.data["options"][1]
    assert (row["A"], row["D"], row["N"]) == (0, 6, 0)


def test_a_group_has_its_own_view(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR)
    url = f"/results/{snapshot.ballot_id}"
    page = client.get(url).text
    assert 'href="' + url + '?group=Fachkraft"' in page
    group = client.get(f"{url}?group=Fachkraft").text
    assert ">45<" in group and ">80<" not in group
    assert "Unter den ersten" not in group.split('id="ranking"')[1].split("ib-method")[0]


def test_groups_of_fewer_than_five_are_never_shown(app: Flask, client: Client) -> None:
    snapshot = closed([(0, [5, 0])] * 9 + [(1, [0, 5])] * 4 + [(None, [2, 2])] * 3)
    url = f"/results/{snapshot.ballot_id}"
    assert client.get(f"{url}?group=Bewohner:in").status_code == 404
    assert client.get(f"{url}?group=Fachkraft").status_code == 200
    page = client.get(url).text
    assert "Nicht einzeln gezeigt:" in page and "7 Personen" in page
    data = client.get(f"{url}.json").get_json()
    assert [view["name"] for view in data["groups"]["views"]] == ["Fachkraft"]
    assert data["groups"]["hidden"] == ["Bewohner:in"]


def test_a_group_that_subtraction_would_show_is_hidden(app: Flask, client: Client) -> None:
    snapshot = closed([(0, [5, 0])] * 9 + [(1, [0, 5])] * 4)
    page = client.get(f"/results/{snapshot.ballot_id}").text
    assert snapshot.data["groups"]["views"] == []
    assert "So sehen es die Gruppen" not in page
    assert client.get(f"/results/{snapshot.ballot_id}?group=Fachkraft").status_code == 404


def test_unknown_and_other_names_are_not_found(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR)
    assert client.get(f"/results/{snapshot.ballot_id}?group=Nobody").status_code == 404
    assert client.get(f"/results/{snapshot.ballot_id}?district=Fachkraft").status_code == 404


def test_hostile_texts_are_shown_as_they_are(app: Flask, client: Client) -> None:
    from ideenboard.results import actions
    from ideenboard.voting.models import Option
    from tests.factories import NOW
    from tests.results.making import voted

    ballot = voted(CLEAR)
    hostile = "<script>alert(1)</script>{{7*7}} %(x)s \"' =1+1"
    option = db.session.scalars(db.select(Option).where(Option.ballot_id == ballot.id)).first()
    option.text = hostile
    actions.close(ballot, by="account:1", at=NOW)
    actions.publish(ballot, by="account:1", at=NOW)
    db.session.commit()
    page = client.get(f"/results/{ballot.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}} %(x)s" in page and "<script>alert" not in page


def test_the_page_costs_the_same_with_many_votes_and_options(app: Flask, client: Client, queries: Any) -> None:
    small = closed(CLEAR[:6])
    large = closed([(n % 2, [n % 3, 1, *([0] * 28)]) for n in range(40)])
    costs = []
    for url in [f"/results/{small.ballot_id}", f"/results/{large.ballot_id}"]:
        with queries() as seen:
            assert client.get(url).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 10


def test_the_lists_cost_the_same_with_many_results(app: Flask, client: Client, queries: Any) -> None:
    first = closed(CLEAR[:5])
    url = f"/processes/{first.ballot.process.slug}/results"
    with queries() as few:
        client.get(url)
    for _number in range(8):
        closed(CLEAR[:5], workshop=first.ballot.workshop)
    with queries() as many:
        assert client.get(url).text.count("Was sollen wir zuerst umsetzen?") == 9
    assert len(few) == len(many) <= 10
