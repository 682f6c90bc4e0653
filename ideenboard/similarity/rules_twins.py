"""Which of some new texts are similar to a text before them: by their titles, or by all their words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ideenboard.similarity.rules import IN_A_TABLE, NEARLY_SAME, Near
from ideenboard.similarity.rules_grams import count_grams, fold_words
from ideenboard.similarity.rules_index import weigh
from ideenboard.similarity.rules_pairs import near_earlier

# A title that so many texts have names what they are about, not what each of them says.
USUAL = 4
# So many letters tell what is the same: a long table of long texts would take half a minute and a gigabyte.
COMPARED = 400
# Among more texts only what is nearly the same is looked for, in half of the time.
MANY = 10_000


class Said(NamedTuple):
    """A title and what follows it."""

    title: str
    text: str


def twins_of(known: Sequence[Said], fresh: Sequence[Said]) -> dict[int, Near]:
    """For each new text that has one, the nearest before it; both as places in `known` and then `fresh`."""
    texts = [*known, *fresh]
    titles = [fold_words(said.title) for said in texts]
    wholes = [fold_words(f"{said.title} {said.text}"[:COMPARED]) for said in texts]
    often = {title for title, count in Counter(titles).items() if count >= USUAL}
    telling = ["" if title in often else title for title in titles]
    floor = IN_A_TABLE if len(texts) <= MANY else NEARLY_SAME
    nearest: dict[int, Near] = {}
    # What is equal in all its words comes before what has only the title.
    for words in (wholes, telling):
        for later, near in _near(words, len(known), floor):
            if later not in nearest or near.score > nearest[later].score:
                nearest[later] = near
    return nearest


def _near(texts: Sequence[str], begin: int, floor: float) -> Iterator[tuple[int, Near]]:
    """What is before each text from `begin` on and near to it. What says the very same is weighed once."""
    firsts: dict[str, int] = {}
    for place, text in enumerate(texts):
        if text and firsts.setdefault(text, place) < place >= begin:
            yield place, Near(firsts[text], 1.0)
    places = np.array(list(firsts.values()), np.int64)
    counts = count_grams(list(firsts))
    having = np.bincount(counts.indices, minlength=counts.shape[1])
    weights = (np.log((1 + len(places)) / (1 + having)) + 1).astype(np.float32)
    rows = weigh(counts, weights)
    for earlier, later, scores in near_earlier(rows, weights, floor, int(np.searchsorted(places, begin))):
        for place, *near in zip(places[later].tolist(), places[earlier].tolist(), scores.tolist(), strict=True):
            yield place, Near(*near)
