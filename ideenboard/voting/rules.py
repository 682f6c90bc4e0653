"""What a vote may say and when it is taken: plain data in, plain data out."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ideenboard.processes.models import Phase
from ideenboard.processes.rules import Act, may
from ideenboard.voting.methods import METHODS
from ideenboard.voting.methods.counting import Limits
from ideenboard.voting.models import Method

MIN_OPTIONS = 2
PRESELECTED = 8
# The source id of the option that everything stays as it is.
STATUS_QUO = "status-quo"


class Wrong(StrEnum):
    """Why a set of votes is refused."""

    VALUE = "value"
    OPTION = "option"
    PER_OPTION = "per_option"
    BUDGET = "budget"


@dataclass(frozen=True)
class Said:
    """What a paper says about one option, and the sequence number it was said under."""

    value: int
    seq: int


@dataclass(frozen=True)
class Outcome:
    """What setting votes comes to: the rows to write, and whether something older was left out."""

    write: Mapping[int, Said]
    is_stale: bool


def merge(standing: Mapping[int, Said], sent: Mapping[int, int], seq: int) -> Outcome:
    """Set votes on a paper: per option the higher sequence number stands, whatever arrives first.

    `sent`: option id to value; options that are not named stay as they are. What arrives under an older or the same
    number changes nothing; it is stale when it says something else than the paper does now.
    """
    write: dict[int, Said] = {}
    is_stale = False
    for option, value in sent.items():
        said = standing.get(option)
        if said is None or seq > said.seq:
            write[option] = Said(value, seq)
        elif said.value != value:
            is_stale = True
    return Outcome(write, is_stale)


def check(method: Method, limits: Limits, options: Iterable[int], values: Mapping[int, int]) -> Wrong | None:
    """Say what is wrong with a whole paper, None when it may stand."""
    rule = METHODS[method]
    if not set(values) <= set(options):
        return Wrong.OPTION
    allowed = rule.values(limits)
    if any(value not in allowed for value in values.values()):
        return Wrong.PER_OPTION if method is Method.POINTS else Wrong.VALUE
    budget = rule.budget(limits)
    return Wrong.BUDGET if budget is not None and sum(values.values()) > budget else None


def points_left(method: Method, limits: Limits, values: Iterable[int]) -> int | None:
    """What a paper may still give; None where there is nothing to run out of."""
    budget = METHODS[method].budget(limits)
    return None if budget is None else budget - sum(values)


def given(method: Method, values: Iterable[int]) -> int:
    """How many options a paper says something about; 0 says nothing where it is what silence says as well."""
    rule = METHODS[method]
    return sum(rule.silent is None or value != 0 for value in values)


def missing(method: Method, limits: Limits, options: int, values: Collection[int]) -> int:
    """How many points a paper has left, or how many of its options wait for an answer; 0 where nothing is missing."""
    left = points_left(method, limits, values)
    if left is not None:
        return left
    return options - given(method, values) if METHODS[method].wants_all else 0


def takes_votes(is_open: bool, phase: Phase | None) -> bool:
    """Whether votes are taken now. `phase`: of the ballot's workshop, None for a ballot of a district or the process.

    A room votes when its facilitator says so; a ballot of a district or the process has no room to wait for.
    """
    return is_open and (phase is None or may(Act.VOTE, phase))


def in_random_order(options: Sequence[int], seed: str) -> list[int]:
    """Shuffle option ids so that each person has an order of their own that stays the same."""
    return sorted(options, key=lambda option: hashlib.sha256(f"{seed}:{option}".encode()).digest())
