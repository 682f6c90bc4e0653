"""Whether a contribution is found by its own words after they went through noise, and by others' words."""

import random
from collections.abc import Callable, Iterator, Sequence

from benchmarks.text.collections import Collection, Paraphrase
from ideenboard.similarity.rules_index import Index, build

QUERIES, TOP, SEED = 300, 5, 1
TYPED = 25
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})

Noise = Callable[[str, random.Random], str]


def three_typos(text: str, chance: random.Random) -> str:
    """Three letters replaced, left out, added or turned round."""
    letters = list(text)
    for _ in range(3):
        place = chance.randrange(max(len(letters) - 1, 1))
        kind = chance.randrange(4)
        if kind == 0:
            letters[place : place + 1] = chance.choice(_LETTERS)
        elif kind == 1:
            del letters[place : place + 1]
        elif kind == 2:
            letters.insert(place, chance.choice(_LETTERS))
        else:
            letters[place : place + 2] = reversed(letters[place : place + 2])
    return "".join(letters)


def everything(text: str, chance: random.Random) -> str:
    """A third of the words gone, the others in any order, no umlauts, and three typos."""
    words = text.split()
    kept = [word for word in words if chance.random() >= 0.3] or words[:1]
    chance.shuffle(kept)
    return three_typos(" ".join(kept).translate(_SPELLED), chance)


def just_begun(text: str, _chance: random.Random) -> str:
    """The first letters."""
    return text[:TYPED]


NOISES: dict[str, Noise] = {"typo@5": three_typos, "all@5": everything, "typed25@5": just_begun}


def found_again(collection: Collection) -> Iterator[tuple[str, float]]:
    """For each noise the share of contributions that are among the five nearest to their own noisy words."""
    index = build(collection.cards())
    chance = random.Random(SEED)  # noqa: S311 - a measurement, not a secret
    picked = chance.sample(range(len(collection.texts)), min(QUERIES, len(collection.texts)))
    for name, noise in NOISES.items():
        queries = [noise(collection.texts[number].query, chance) for number in picked]
        hits = sum(number in _top(index, query) for number, query in zip(picked, queries, strict=True))
        yield name, hits / len(picked)


def paraphrase_hits(collections: Sequence[Collection], paraphrases: Sequence[Paraphrase]) -> tuple[int, int]:
    """How many paraphrases find their contribution among the five nearest, and of how many."""
    hits = asked = 0
    for collection in collections:
        index, numbers = build(collection.cards()), {text.id: n for n, text in enumerate(collection.texts)}
        here = [one for one in paraphrases if one.dataset in collection.file and one.target in numbers]
        hits += sum(numbers[one.target] in _top(index, one.query) for one in here)
        asked += len(here)
    return hits, asked


def _top(index: Index, query: str) -> list[int]:
    return [near.id for near in index.nearest(query, floor=0.001, most=TOP)]
