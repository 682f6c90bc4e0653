"""The evening after the workshop: three hundred cards from nine rooms, and two coordinators with one night."""

from itertools import product
from typing import Any

from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.queries import EVERYWHERE, unsorted_page
from ideenboard.contributions.actions_import import Target, import_rows
from ideenboard.contributions.models import Contribution, Status
from ideenboard.contributions.rules_import import read_table
from ideenboard.moderation.models import Decision
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor
from tests.factories import NOW, make_event, make_process, make_workshop

ROOMS = 9
ADMIN = Actor(account_id=0, is_admin=True)
# What the people of this town might say: ten matters, each in five ways, of six places.
MATTERS = {
    "Schulräume": (
        "Klassenräume am Nachmittag für den Verein öffnen",
        "Die Turnhalle der Schule steht abends leer",
        "Aula der Schule für Nachbarschaftsfeste nutzen",
        "Hausmeisterdienst für Schulräume am Wochenende klären",
        "Schulhof nach dem Unterricht als Spielplatz freigeben",
    ),
    "Bus": (
        "Der letzte Bus fährt zu früh",
        "Buslinie zur Beratungsstelle verlängern",
        "Fahrplan der Busse auf die Öffnungszeiten abstimmen",
        "Bushaltestelle mit Dach und Bank ausstatten",
        "Kostenloser Bus für Kinder am Wochenende",
    ),
    "Sprache": (
        "Sprachkurs mit Kinderbetreuung anbieten",
        "Dolmetscher für Elterngespräche bezahlen",
        "Formulare in leichte Sprache übersetzen",
        "Sprachmittlung im Amt ohne Termin",
        "Übersetzte Briefe von Kita und Jugendamt",
    ),
    "Geld": (
        "Fördergeld für drei Jahre statt für eines",
        "Ein gemeinsamer Fördertopf für alle Träger",
        "Antrag auf Fördergeld mit zwei Seiten",
        "Kleine Beträge ohne Antrag ausgeben dürfen",
        "Abrechnung der Fördermittel vereinfachen",
    ),
    "Runder Tisch": (
        "Runder Tisch mit Ärztin, Kita und Jugendamt",
        "Fallbesprechung über Fachgrenzen hinweg",
        "Feste Ansprechperson bei jedem Träger",
        "Gemeinsame Besprechung aller Fachkräfte im Quartal",
        "Telefonliste der Fachkräfte pflegen",
    ),
    "Mittagstisch": (
        "Mittagstisch für Großeltern und Enkel",
        "Gemeinsam kochen im Nachbarschaftshaus",
        "Warmes Essen in den Ferien für Kinder",
        "Küche im Nachbarschaftshaus für Vereine öffnen",
        "Frühstück vor der Schule anbieten",
    ),
    "Spielplatz": (
        "Spielplatz mit Schatten und Trinkwasser",
        "Kaputte Schaukel auf dem Spielplatz ersetzen",
        "Beleuchtung am Spielplatz und am Bolzplatz",
        "Bolzplatz mit Jugendlichen planen",
        "Skateplatz neben dem Bolzplatz bauen",
    ),
    "Beratung": (
        "Beratungsstelle abends und samstags öffnen",
        "Schuldnerberatung im Einkaufszentrum",
        "Beratung für Alleinerziehende ohne Wartezeit",
        "Sozialberatung kommt ins Treppenhaus",
        "Beratungsstelle im Haus der Ärztin",
    ),
    "Mitreden": (
        "Jugendrat mit eigenem Budget gründen",
        "Kinder bei der Planung mitreden lassen",
        "Umfrage unter Jugendlichen jedes Jahr",
        "Bewohnerversammlung mit Abstimmung",
        "Ergebnisse der Befragung im Stadtteil aushängen",
    ),
    "Ehrenamt": (
        "Ehrenamtliche Lesepaten in jeder Kita",
        "Dankesfest für Ehrenamtliche",
        "Versicherung für Ehrenamtliche bezahlen",
        "Ehrenamtsbörse im Internet und am Schwarzen Brett",
        "Patenschaften für neue Familien",
    ),
}
PLACES = ("im Quartier", "in Groß Klein", "in Toitenwinkel", "am Markt", "bei der Kita", "für alle")
KINDS = ("idea", "challenge", "opportunity", "practice")
# Six cards of the last room name somebody; they must not be shown.
NAMED = "Frau Beispiel aus der Verwaltung"
# The other rooms were read while people sat there.
WAITING_ROOMS = (8, 9)


def tables() -> list[str]:
    """The cards of nine rooms, a table of each: three hundred different ones."""
    rooms: list[list[str]] = [[] for _ in range(ROOMS)]
    said = [(matter, *one) for matter, ways in MATTERS.items() for one in product(ways, PLACES)]
    for number, (matter, way, place) in enumerate(said):
        why = f"{NAMED} bremst das." if number % 45 == 44 else f"{matter}."
        district = {"in Groß Klein": "Groß Klein", "in Toitenwinkel": "Toitenwinkel"}.get(place, "")
        rooms[number % ROOMS].append(f"{number};{way} {place};{why};{KINDS[number % 4]};{district}")
    return ["id;titel;text;art;stadtteil\n" + "\n".join(rows) for rows in rooms]


def make_evening() -> Process:
    """A process whose nine rooms have handed in their cards; those of the last two wait for approval."""
    process = make_process(title="Sozialraum Rostock")
    event = make_event(process)
    for number, content in enumerate(tables(), 1):
        room = make_workshop(event, number=number, title=f"Raum {number}")
        status = Status.PENDING if number in WAITING_ROOMS else Status.PUBLISHED
        target = Target(process, f"raum-{number}", room, status=status)
        report = import_rows(read_table(content.encode()).rows, target, by="system", at=NOW)
        assert not report.skipped, report.skipped
    db.session.commit()
    return process


def every_card_is_accounted_for(process: Process, export: dict[str, Any], answers: set[str]) -> None:
    """Each card is hidden with a reason, or in one cluster that stands, or not sorted; the file says the same."""
    cards = dict(
        db.session.execute(select(Contribution.id, Contribution.status).filter_by(process_id=process.id)).all()
    )
    current = select(Membership.contribution_id).join(Membership.cluster).where(Membership.removed_at.is_(None))
    homes = db.session.scalars(current.where(Cluster.dissolved_at.is_(None), Cluster.process_id == process.id)).all()
    with_reason = select(Decision.contribution_id).where(Decision.reason_id.is_not(None))
    hidden = set(db.session.scalars(with_reason.where(Decision.contribution_id.in_(cards))))
    unsorted = {card.id for card in unsorted_page(process.id, EVERYWHERE, "", None, 1000, by=ADMIN)[0]}
    assert len(cards) == 300
    assert {card for card, status in cards.items() if status is Status.HIDDEN} == hidden
    assert len(homes) == len(set(homes)) == 300 - len(hidden) - len(unsorted)
    assert set(homes) | hidden | unsorted == cards.keys()

    rows = export["contributions"]
    assert {row["id"]: row["status"] for row in rows} == cards
    assert {row["id"] for row in rows if row["cluster"]} == set(homes)
    assert sum(row["contributions"] for row in export["clusters"] if not row["dissolved"]) == len(homes)
    assert {row["text"] for row in export["responses"] if row["cluster"]} == answers
    assert len(export["origins"]) == len(export["measures"]) == 3
