"""Finding hidden words in what somebody gets to read."""

from urllib.parse import urlsplit

# What somebody who sits in the room reads there; the tests must find it, else they would be blind.
SEEN_IN_THE_ROOM = {
    "room",
    "room_comment",
    "open_ballot",
    "card_ballot",
    "closed_ballot",
    "unlisted_cluster",
    "message",
}
# What its facilitator reads on the steering page.
SEEN_BY_ITS_FACILITATOR = {"room", "message"}
# What everybody with the code of a room reads on its wall: they may join and read it anyway.
SEEN_ON_THE_WALL = {"room", "open_ballot", "message"}
# What nobody sees any more, not even at the desk.
GONE = {"withdrawn_response"}


def is_wall(address: str) -> bool:
    """Whether this is the wall of a room."""
    return "/wall" in urlsplit(address.split()[0]).path


def leaks(pages: dict[str, str], words: dict[str, str]) -> dict[str, list[str]]:
    """The hidden words on each page; the address itself is the reader's own words."""
    found = {}
    for address, text in pages.items():
        asked = urlsplit(address.split()[0]).path.strip("/").split("/")
        seen = [name for name, word in words.items() if word in text and word not in asked]
        if seen:
            found[address] = seen
    return found
