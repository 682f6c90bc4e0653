"""Texts as counts of the three to five letters that stand together in a word.

Such pieces find the same words with typos, in other forms and in any order. They are kept by a number computed from
their letters instead of in a dictionary: a hundred thousand of them weigh nothing, and a new text needs no new columns.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ideenboard.base.text import fold

SIZES = (3, 4, 5)
# How many numbers there are for pieces: few texts share one by accident.
BITS = 19
COLUMNS = 1 << BITS
# What of a long text counts; the beginning says what it is about.
LONGEST = 2000
# Letters that are counted at a time.
AT_ONCE = 1 << 18
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD))
_SPACE = 32
# What is between words; in German "Bürger:innen" and "Rad- und Fußweg" are found by their parts as well.
_BETWEEN = str.maketrans(dict.fromkeys("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~„“”‚‘’»«…–—", " "))


def count_grams(texts: Sequence[str]) -> csr_matrix:
    """How often each piece occurs in each of the texts, of which only the folded words are left: a row per text."""
    rows = [_counted(part) for part in _parts(texts)]
    if not rows:
        return csr_matrix((0, COLUMNS), dtype=np.float32)
    counts, columns, lengths = (np.concatenate(arrays) for arrays in zip(*rows, strict=True))
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    return csr_matrix((counts, columns, starts), shape=(len(texts), COLUMNS))


def fold_words(text: str) -> str:
    """A text as it is compared: folded, its words one space apart."""
    return words_only(fold(text[:LONGEST]))


def words_only(folded: str) -> str:
    """The words of a text that is folded already, one space apart."""
    return " ".join(folded.translate(_BETWEEN).split())


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in stretches, so that counting a large collection takes no more memory than counting a small one."""
    begin, letters = 0, 0
    for number, text in enumerate(texts):
        letters += len(text)
        if letters > AT_ONCE:
            yield texts[begin : number + 1]
            begin, letters = number + 1, 0
    if begin < len(texts):
        yield texts[begin:]


def _counted(texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
    """Counts, columns, and the number of different pieces per text."""
    words = [f" {text} " for text in texts]
    letters = np.frombuffer("".join(words).encode("utf-32-le", "replace"), np.uint32)
    owner = np.repeat(np.arange(len(words), dtype=np.int64), [len(word) for word in words])
    found = [_keys(letters, owner, size) for size in SIZES if len(letters) >= size]
    keys = np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(firsts, append=len(keys)).astype(np.float32)
    lengths = np.bincount(keys[firsts] >> BITS, minlength=len(texts)).astype(np.int32)
    return counts, (keys[firsts] & (COLUMNS - 1)).astype(np.int32), lengths


def _keys(letters: NDArray[np.uint32], owner: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The number of the text and of the piece, as one number, of each piece of one size that lies within a word."""
    windows = len(letters) - size + 1
    mixed = np.full(windows, size, np.uint64)
    inside = owner[:windows] == owner[size - 1 :]
    for place in range(size):
        here = letters[place : place + windows]
        mixed = (mixed ^ here) * _MIX[0]
        mixed ^= mixed >> np.uint64(29)
        if 0 < place < size - 1:
            inside &= here != _SPACE
    # The upper bits depend on every letter.
    columns = ((mixed * _MIX[1]) >> np.uint64(64 - BITS)).astype(np.int64)
    return ((owner[:windows] << BITS) | columns)[inside]
