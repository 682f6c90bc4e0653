"""What made-up attendees are like and what they say. Every word is invented, and the same seed gives the same hall."""

import random
from dataclasses import dataclass
from enum import StrEnum

# In front of every sentence, so that a screenshot of a rehearsal cannot be taken for what people said.
MARK = "[Probe]"
FLOOD = 25
STARTS = ("Mehr", "Gemeinsame", "Bessere", "Offene", "Regelmäßige", "Kostenlose", "Kurze", "Mobile")
THINGS = (
    "Sprechzeiten",
    "Treffpunkte",
    "Werkstätten",
    "Lernräume",
    "Fahrradwege",
    "Ferienangebote",
    "Beratungen",
    "Spielflächen",
    "Probenräume",
    "Nachbarschaftsfeste",
)
PLACES = (
    "am Marktplatz",
    "in der Turnhalle",
    "neben der Bibliothek",
    "im Jugendhaus",
    "auf dem Schulhof",
    "am Ufer",
    "im Bürgerhaus",
    "an der Haltestelle",
)
TIMES = ("am Nachmittag", "am Wochenende", "in den Ferien", "nach der Schule", "im Winter", "ohne Anmeldung")
REASONS = (
    "Dann müssen die Familien nicht durch die ganze Stadt fahren.",
    "Bisher weiß kaum jemand, wer wofür zuständig ist.",
    "Der Raum steht abends leer.",
    "Das klappt in anderen Städten schon gut.",
    "",
)
REMARKS = (
    "Das fehlt hier schon lange.",
    "Wer kümmert sich darum?",
    "Gute Idee, aber bitte barrierefrei.",
    "Das gab es schon einmal, es war immer voll.",
    "Und was kostet das?",
)
KINDS = ("idea", "idea", "idea", "challenge", "opportunity", "practice")


class Manner(StrEnum):
    """How somebody behaves in a workshop."""

    BUSY = "busy"
    TYPICAL = "typical"
    DAWDLER = "dawdler"
    READER = "reader"
    DROPOUT = "dropout"
    FLOODER = "flooder"


@dataclass(frozen=True)
class Plan:
    """How often somebody does a thing in the workshop, and whether they begin only when others are done."""

    contributions: int
    supports: int
    comments: int
    votes: bool
    is_late: bool = False


PLANS = {
    Manner.BUSY: Plan(3, 5, 2, True),
    Manner.TYPICAL: Plan(1, 3, 1, True),
    Manner.DAWDLER: Plan(1, 1, 0, True, is_late=True),
    Manner.READER: Plan(0, 4, 0, True),
    Manner.DROPOUT: Plan(1, 0, 0, False),
    Manner.FLOODER: Plan(FLOOD, 0, 0, False),
}
# How many of a hundred there are of each; one attendee floods in every hall, however small.
SHARES = {Manner.BUSY: 15, Manner.TYPICAL: 45, Manner.DAWDLER: 15, Manner.READER: 15, Manner.DROPOUT: 10}


def hall(people: int, luck: random.Random) -> list[Manner]:
    """Who comes: one who floods, the others as their shares say."""
    others = luck.choices(list(SHARES), weights=list(SHARES.values()), k=people - 1)
    # A hall of a few people still has somebody who does everything.
    return [Manner.FLOODER, *([Manner.BUSY, *others[1:]] if others else [])]


def contribution(luck: random.Random) -> dict[str, str]:
    """The fields of a made-up contribution."""
    title = f"{MARK} {luck.choice(STARTS)} {luck.choice(THINGS)} {luck.choice(PLACES)} {luck.choice(TIMES)}"
    return {"kind": luck.choice(KINDS), "title": title, "text": luck.choice(REASONS), "district": "", "theme": ""}


def remark(luck: random.Random) -> str:
    """A made-up comment."""
    return f"{MARK} {luck.choice(REMARKS)}"


def moments(count: int, seconds: float, luck: random.Random, *, is_late: bool) -> list[float]:
    """When somebody does each of so many things within a stretch of time, as pauses before each of them."""
    first = 0.7 * seconds if is_late else 0.0
    times = sorted(luck.uniform(first, 0.95 * seconds) for _ in range(count))
    return [moment - before for before, moment in zip([0.0, *times], times, strict=False)]
