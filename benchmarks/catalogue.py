"""All claims with their sizes, and for each guard the check that must turn red without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.check import BOTH, Check
from benchmarks.checks import (
    board,
    busy,
    cards,
    closing,
    codes,
    disk,
    edits,
    hall,
    kill,
    machine,
    merging,
    replay,
    restart,
    stopping,
    twins,
    votes,
    wifi,
)

SQLITE, POSTGRESQL = ("sqlite",), ("postgresql",)


def _size(**numbers: Any) -> dict[str, Any]:
    return numbers


CHECKS: Mapping[str, Check] = {
    check.id: check
    for check in (
        Check(
            "R1",
            "what was confirmed survives kill -9, and nothing comes twice",
            kill.kill,
            full=_size(rounds=20, clients=100, items=20),
            gate=_size(rounds=1, clients=12, items=6, within=60),
        ),
        Check(
            "R2",
            "a bad Wi-Fi neither loses nor doubles",
            wifi.lossy,
            full=_size(clients=100, items=10),
            gate=_size(clients=16, items=2, pause=0.05, stall=0.2),
        ),
        Check(
            "R4",
            "backup, export and recount do not hinder those who write",
            busy.office,
            full=_size(clients=100, writes=20, within=1.0),
            gate=_size(clients=10, writes=3, within=60),
        ),
        Check(
            "R5",
            "a full disk puts off and loses nothing",
            disk.full,
            full=_size(clients=40, items=12),
            gate=_size(clients=6, items=9, seconds=0.5),
            databases=SQLITE,
        ),
        Check(
            "R6",
            "a restart of the database loses nothing, and the server says what is the matter",
            restart.restart,
            full=_size(clients=40, items=60),
            gate=_size(clients=10, items=12),
            databases=POSTGRESQL,
        ),
        Check(
            "R7",
            "two who save at once: one is told, no words are lost",
            edits.both,
            full=_size(rounds=50),
            gate=_size(rounds=1),
        ),
        Check(
            "R8",
            "clusters, supports and votes are what a plain model says, in whatever order things happen",
            machine.follows,
            full=_size(runs=500, steps=50),
            gate=_size(runs=10, steps=20),
        ),
        Check(
            "BOARD",
            "two move the same card at once: one is told, and all see it within two seconds",
            board.both,
            full=_size(rounds=50),
            gate=_size(rounds=2),
        ),
        Check(
            "MERGE",
            "one merges while the other hides: all is as one after the other, and goes back",
            merging.hidden_meanwhile,
            full=_size(rounds=50),
            gate=_size(rounds=3),
        ),
        Check(
            "R11",
            "asked to stop, a server ends what it has begun",
            stopping.drain,
            full=_size(requests=50),
            gate=_size(requests=10),
        ),
        Check(
            "V1",
            "equal votes in one instant count once",
            votes.same_vote,
            full=_size(rounds=200, at_once=50),
            gate=_size(rounds=2, at_once=20),
        ),
        Check(
            "V2",
            "a budget holds against votes in one instant",
            votes.budget,
            full=_size(rounds=100, at_once=30),
            gate=_size(rounds=2, at_once=20),
        ),
        Check(
            "V3",
            "one voting card is one ballot paper",
            cards.one_card,
            full=_size(cards=50, at_once=20),
            gate=_size(cards=4, at_once=5, unknown=1),
        ),
        Check(
            "V5",
            "codes cannot be guessed, and the hall gets in meanwhile",
            codes.guessing,
            full=_size(guesses=10_000, joins=50),
            gate=_size(guesses=140, joins=3),
        ),
        Check(
            "V6",
            "limits do not hurt a hall behind one address",
            hall.one_address,
            full=_size(people=300, within=120.0),
            gate=_size(people=70, votes=1, within=30.0),
        ),
        Check(
            "V7",
            "what arrives again, in any order, changes nothing",
            replay.replay,
            full=_size(times=100, clients=5, items=9),
            gate=_size(times=3, clients=2, items=6),
        ),
        Check(
            "V8",
            "closed is closed",
            closing.closing,
            full=_size(clients=40, seconds=3.0),
            gate=_size(clients=6, seconds=0.5),
        ),
        Check(
            "TWIN",
            "two servers on one database are one product",
            twins.alternating,
            full=_size(cards=60),
            gate=_size(cards=4),
            databases=POSTGRESQL,
        ),
    )
}


@dataclass(frozen=True)
class Control:
    """A guard, and the check that must turn red when it is taken away."""

    guard: str
    check: str
    databases: tuple[str, ...] = BOTH


CONTROLS = (
    Control("ack-after-commit", "R1"),
    Control("token", "R2"),
    Control("immediate", "V2"),
    Control("errors", "R5", SQLITE),
    Control("errors", "R6", POSTGRESQL),
    Control("version", "R7"),
    Control("seen", "BOARD"),
    Control("patience", "R11"),
    Control("unique", "V1"),
    Control("unique-card", "V3"),
    Control("throttle", "V5"),
    Control("shared-throttle", "V5", POSTGRESQL),
    Control("counts-wrong-only", "V6"),
    Control("seq", "V7"),
    Control("closed", "V8"),
    Control("phase", "V8", POSTGRESQL),
    Control("revision", "TWIN", POSTGRESQL),
)
