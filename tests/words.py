"""Words and numbers that no page of ours sends: text that may hold anything, and values that send code astray."""

HARMLESS = {
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "template": "{{7*7}} ${7*7} {% raw %}",
    "formula": "=1+1",
    "emoji": "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} \N{PARTY POPPER}",
    "arabic": "مرحبا\N{RIGHT-TO-LEFT MARK} بالعالم",
}
REFUSED = {"NUL": "a\0b", "endless": "x" * 100_000, "stacked accents": "e" + "\u0301" * 300}
# One line each: the tags of these would be tags on a page that forgets to escape.
NEVER_IN_A_PAGE = ("<script>alert", "<img src=x")
# No UTF-8, as no browser sends it.
BYTES = b"%ED%A0%80"
# Larger than what a row, a database and Python's own reader can take.
LARGE = (2**31, 2**63, 10**400)
# What sends single values astray.
ODD = (
    "",
    "²",
    "9999-12-31",
    *map(str, LARGE),
    " ".join(HARMLESS.values()),
    REFUSED["NUL"],
    REFUSED["stacked accents"],
)


def odd_at(turn: int, place: int) -> str:
    """The odd value that a place gets in a turn: the next place another one, and in as many turns each of them."""
    return ODD[(place + 3 * turn + turn // 3) % len(ODD)]
