"""The printed numbers of voting cards, as coordinators type them and read them."""

from collections.abc import Iterable
from itertools import groupby

MOST = 100_000


def read_serials(text: str) -> set[int]:
    """The numbers in `3, 17, 41-60`. Raises ValueError for anything else."""
    serials: set[int] = set()
    for part in filter(None, (part.strip() for part in text.replace(";", ",").split(","))):
        first, dash, last = (end.strip() for end in part.replace("\N{EN DASH}", "-").partition("-"))
        low = _number(first)
        high = _number(last) if dash else low
        if low > high:
            raise ValueError(f"{part!r} runs backwards")
        serials.update(range(low, high + 1))
    if not serials:
        raise ValueError("no number")
    return serials


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) and 0 < int(text) <= MOST):
        raise ValueError(f"no number of a card: {text[:20]!r}")
    return int(text)


def show_serials(serials: Iterable[int]) -> str:
    """The numbers in their shortest form: `3, 17, 41-60`."""
    runs = groupby(enumerate(sorted(serials)), key=lambda pair: pair[1] - pair[0])
    return ", ".join(_run([serial for _place, serial in run]) for _difference, run in runs)


def _run(serials: list[int]) -> str:
    return str(serials[0]) if len(serials) == 1 else f"{serials[0]}-{serials[-1]}"
