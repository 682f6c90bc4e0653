"""MERGE: one merges two clusters while the other hides a card of theirs: neither is in the other's way."""

import asyncio
from collections import Counter

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.phones import Phone
from benchmarks.reading import form_with


async def hidden_meanwhile(stand: Stand, *, rounds: int) -> Finding:
    """Merge and hide in one instant; then all is as it would be one after the other, and goes back as it was."""
    seen, wrong = Counter[int](), list[str]()
    with stand.open() as server:
        hall = server.hall
        merger, hider = desks = [Phone(server.port) for _ in range(2)]
        for desk, email in zip(desks, hall.ids.coordinators, strict=True):
            await desk.sign_in(email, hall.ids.password)
        reason = hall.number("SELECT min(id) FROM hiding_reason")
        why = {"reason": str(reason), "explanation": "Doppelt."}
        stand.let_go(server)
        for _ in range(rounds):
            source = await _cluster(hall, merger)
            merging, hiding = f"/clusters/{source}/merging", f"/contributions/{hall.ids.card}/hiding"
            answers = await asyncio.gather(
                merger.post(merging, await _shown(hall, merger, source)), hider.post(hiding, why)
            )
            seen.update(answer.status for answer in answers)
            if answers[0].status == 409:
                # The card that was hidden first changed what the merge was shown to do: it is looked at again.
                again = await merger.post(merging, await _shown(hall, merger, source))
                wrong += [] if again.status == 303 else [f"merged again: {again.status}"]
            wrong += _settled(hall, "hidden", hall.ids.cluster)
            await hider.post(f"/contributions/{hall.ids.card}/publication")
            await merger.post(f"/clusters/{source}/dissolution/removal")
            wrong += _settled(hall, "published", source)
            await merger.post(f"/clusters/{source}/dissolution")
    figure = f"{dict(seen)} in {rounds} rounds"
    finding = Finding(rounds * 2, sum(seen.values()), figure, wrong)
    finding.expect("other answers", {status: n for status, n in seen.items() if status not in (303, 409)}, {})
    return finding


async def _cluster(hall: Hall, desk: Phone) -> int:
    """A new cluster of the card alone."""
    made = await desk.post(f"/desk/{hall.ids.slug}/clusters", {"title": "Hier", "cards": str(hall.ids.card)})
    home = _home(hall)
    assert made.status == 303 and home, made.text[:500]
    return home


async def _shown(hall: Hall, desk: Phone, source: int) -> dict[str, str]:
    """What the page sends that shows what a merge would do."""
    into = hall.ids.cluster
    page = await desk.get(f"/desk/{hall.ids.slug}/clusters/{source}/merging?into={into}")
    return form_with(page.text, "seen") | {"into": str(into)}


def _home(hall: Hall) -> int | None:
    query = "SELECT cluster_id FROM membership WHERE contribution_id = :card AND removed_at IS NULL"
    homes = hall.rows(query, card=hall.ids.card)
    return int(homes[0][0]) if len(homes) == 1 else None


def _settled(hall: Hall, status: str, home: int) -> list[str]:
    """The card is in one place, and in this state."""
    stands = (
        hall.rows("SELECT status FROM contribution WHERE id = :card", card=hall.ids.card)[0][0].lower(),
        _home(hall),
    )
    return [] if stands == (status, home) else [f"the card is {stands}, not {(status, home)}"]
