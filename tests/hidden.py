"""Finding hidden words in what somebody gets to read."""

from urllib.parse import urlsplit

from tests.world import CANARIES

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
# Who sits in the room or runs it.
INSIDE = ("participant", "coordinator", "admin")


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


def assert_seen_by(role: str, pages: dict[str, str]) -> None:
    """Fail where somebody reads what is hidden from them, or where nobody could have: then the test would be blind."""
    found = leaks(pages, CANARIES)
    if role not in INSIDE:
        # Whoever looks after a district looks only where strangers are refused: no wall is among that.
        on_walls = {name for address in filter(is_wall, found) for name in found[address]}
        assert on_walls == (set() if role == "district" else SEEN_ON_THE_WALL)
        found = {address: names for address, names in found.items() if not is_wall(address)}
    names = {name for names in found.values() for name in names}
    if role == "participant":
        assert names == SEEN_IN_THE_ROOM
    elif role == "facilitator":
        assert names == SEEN_BY_ITS_FACILITATOR
    elif role == "district":
        # The name of a colleague to whom a card can be given, and what the process says often.
        assert names == {"account", "block"}
    elif role in ("coordinator", "admin"):
        assert set(CANARIES) - names == GONE
    else:
        assert found == {}
