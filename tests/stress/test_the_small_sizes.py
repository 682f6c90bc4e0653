"""Some of the checks of `make stress`, in a size for every day, and red without the guard that they watch over."""

import os
from collections.abc import Callable

import pytest

from benchmarks.catalogue import CHECKS
from benchmarks.check import Stand

pytestmark = pytest.mark.stress
Made = Callable[..., Stand]

PG = os.environ.get("TEST_DATABASE") == "postgresql"
# What rests on the database is asked of both; the rest of the product's own code is the same.
AT_ONE_SERVER = ["BOARD", "R2", "V2"] if PG else ["BOARD", "R2", "R5", "R7", "V1", "V2"]
GUARDS = [("immediate", "V2")] if PG else [("immediate", "V2"), ("seen", "BOARD"), ("version", "R7")]


@pytest.mark.parametrize("name", AT_ONE_SERVER)
def test_what_is_claimed_holds(name: str, shared: Made) -> None:
    found = CHECKS[name].made(shared(), CHECKS[name].gate)
    assert found.passed, found


@pytest.mark.parametrize(("guard", "name"), GUARDS)
def test_without_its_guard_it_does_not_hold(guard: str, name: str, shared: Made) -> None:
    found = CHECKS[name].made(shared(guard), CHECKS[name].gate)
    assert found.wrong and not found.void, found


@pytest.mark.skipif(PG, reason="costs two starts of the server; `make stress` does it on PostgreSQL too")
def test_what_was_confirmed_survives_a_crash(alone: Made) -> None:
    found = CHECKS["R1"].made(alone(), CHECKS["R1"].gate)
    # A single round may miss the moment between a commit and its answer; `make stress` has twenty.
    assert not found.wrong and found.sent == found.planned, found
