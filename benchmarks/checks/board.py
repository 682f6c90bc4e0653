"""BOARD: two coordinators move a card at the same moment: one is told where it is, and the other's move is seen."""

import asyncio
import re
import time
from collections import Counter

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.phones import Phone

LIVE = re.compile(r'data-changes="([^"]+)"')
SEEN_WITHIN = 2.0


async def both(stand: Stand, *, rounds: int) -> Finding:
    """Let two put the same card into different clusters in one instant, and a third look on as a board does."""
    seen, wrong, latest = Counter[int](), list[str](), 0.0
    with stand.open() as server:
        hall = server.hall
        desks = [Phone(server.port) for _ in range(3)]
        emails = [*hall.ids.coordinators, hall.ids.coordinators[0]]
        for desk, email in zip(desks, emails, strict=True):
            await desk.sign_in(email, hall.ids.password)
        clusters = [await _cluster(hall, desks[0], title) for title in ("Hier", "Dort")]
        stand.let_go(server)
        before = _moves(hall)
        for _ in range(rounds):
            home = _home(hall)
            mark = LIVE.search((await desks[2].get(_board(hall))).text)
            assert mark, "the board says nothing of changes"
            pick = f"{hall.ids.card}.{home}" if home else str(hall.ids.card)
            moves = [
                desk.post(f"/clusters/{key}/members", {"cards": pick})
                for desk, key in zip(desks[:2], clusters, strict=True)
            ]
            answers = await asyncio.gather(*moves)
            seen.update(answer.status for answer in answers)
            began = time.monotonic()
            while (await desks[2].get(mark[1].replace("&amp;", "&"))).status == 204:
                await asyncio.sleep(0.1)
            latest = max(latest, time.monotonic() - began)
            wrong += _settled(hall, clusters, [answer.status for answer in answers])
            await desks[0].post(f"/desk/{hall.ids.slug}/clusters/unsorted", {"cards": f"{hall.ids.card}.{_home(hall)}"})
        moved = _moves(hall) - before
    figure = f"{dict(seen)} in {rounds} rounds, seen after {latest:.1f} s at the latest"
    finding = Finding(rounds * 2, sum(seen.values()), figure, wrong)
    finding.expect("answers", dict(seen), {303: rounds, 409: rounds})
    finding.expect("moves in the log", moved, rounds)
    finding.expect("seen in time", latest <= SEEN_WITHIN, True)
    return finding


def _board(hall: Hall) -> str:
    return f"/desk/{hall.ids.slug}/clusters"


async def _cluster(hall: Hall, desk: Phone, title: str) -> int:
    """An empty cluster: made of the card, which is taken out again."""
    made = await desk.post(_board(hall), {"title": title, "cards": str(hall.ids.card)})
    assert made.status == 303, made.text[:500]
    home = _home(hall)
    assert home is not None
    await desk.post(f"/clusters/{home}/members/removal", {"cards": f"{hall.ids.card}.{home}"})
    return home


def _moves(hall: Hall) -> int:
    return hall.number("SELECT count(*) FROM audit_entry WHERE action = 'contribution.clustered'")


def _home(hall: Hall) -> int | None:
    rows = hall.rows(
        "SELECT cluster_id FROM membership WHERE contribution_id = :card AND removed_at IS NULL", card=hall.ids.card
    )
    return int(rows[0][0]) if rows else None


def _settled(hall: Hall, clusters: list[int], statuses: list[int]) -> list[str]:
    """The card sits in one cluster, and that is the one whose mover was let in."""
    winners = [key for key, status in zip(clusters, statuses, strict=True) if status == 303]
    home = _home(hall)
    return [] if winners == [home] else [f"the card sits in {home}, let in was {winners}"]
