"""The numbers that live views watch: raised once with the commit, and never a reason to wait in a circle."""

import contextlib
import threading

from flask import Flask

from ideenboard.audit.actions import raise_revision, record
from ideenboard.audit.models import Revision
from ideenboard.base.db import db
from tests.factories import NOW
from tests.separate import at_once


def number_of(scope: str) -> int | None:
    revision = db.session.get(Revision, scope)
    return revision.number if revision else None


def test_two_changes_of_the_same_places_never_wait_for_each_other_in_a_circle(own_app: Flask) -> None:
    with own_app.app_context():
        for scope in ("workshop:1", "workshop:2"):
            raise_revision(scope)
        db.session.commit()
    halfway = threading.Barrier(2)

    def change(number: int) -> None:
        with own_app.app_context():
            raise_revision(f"workshop:{number + 1}")
            db.session.flush()
            with contextlib.suppress(threading.BrokenBarrierError):
                halfway.wait(timeout=0.5)
            raise_revision(f"workshop:{2 - number}")
            db.session.commit()

    assert at_once(2, change) == [None, None]
    with own_app.app_context():
        assert [number_of("workshop:1"), number_of("workshop:2")] == [3, 3]


def test_what_was_rolled_back_is_no_change(app: Flask) -> None:
    record("workshop.phase_set", "workshop:1", by="account:1", at=NOW, workshop_id=1)
    db.session.flush()
    db.session.rollback()
    db.session.commit()
    assert number_of("workshop:1") is None
