"""The log is a chain: nobody alters it unseen, the law may still empty it, and writers at once do not tear it."""

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from ideenboard.audit.actions import erase, forget, record
from ideenboard.audit.models import AuditEntry, AuditLink
from ideenboard.audit.queries import chain_head, found_breaks
from ideenboard.base.db import db
from tests.console import Console
from tests.factories import NOW
from tests.separate import at_once

GUARDS = {
    "audit_entry": ("audit_entry_stands", "audit_entry_stays"),
    "audit_link": ("audit_link_stands", "audit_link_stays"),
}


def write(*titles: str) -> list[int]:
    """One entry per title, each in a transaction of its own; their ids."""
    for number, title in enumerate(titles):
        record("cluster.described", f"cluster:{number}", by="account:1", at=NOW, title=title)
        db.session.commit()
    return list(db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(len(titles))))[::-1]


def lift_guards() -> None:
    """Do what somebody with the database in hand does first."""
    for table, names in GUARDS.items():
        for name in names:
            on = f" ON {table}" if db.engine.dialect.name == "postgresql" else ""
            db.session.execute(text(f"DROP TRIGGER {name}{on}"))


def broken() -> list[int]:
    return [one.entry_id for one in found_breaks()]


# What it looks at is the same on each database.
@pytest.mark.once
def test_a_whole_log_says_how_long_it_is_and_its_head(app: Flask, console: Console) -> None:
    write("Kanarienvogel", "Zwei")
    said = console("audit", "verify")
    assert said.code == 0 and f"head {chain_head()[1]}" in said.out
    assert console("audit", "head").out.strip() == chain_head()[1]


TAMPERINGS = {
    "what was said": lambda one: update(AuditEntry).where(AuditEntry.id == one).values(data={"title": "anders"}),
    "who": lambda one: update(AuditEntry).where(AuditEntry.id == one).values(actor="account:2"),
    "when": lambda one: update(AuditEntry).where(AuditEntry.id == one).values(at=NOW.replace(hour=1)),
    "an erasure that nobody recorded": lambda one: (
        update(AuditEntry).where(AuditEntry.id == one).values(data={}, salt="")
    ),
    "deleted": lambda one: delete(AuditEntry).where(AuditEntry.id == one),
}


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS)
def test_what_is_altered_by_sql_is_found_and_named(app: Flask, console: Console, tampering: object) -> None:
    _, second, _ = write("eins", "zwei", "drei")
    lift_guards()
    db.session.execute(tampering(second))  # type: ignore[operator]
    db.session.commit()
    said = console("audit", "verify")
    assert said.code == 1 and said.err.startswith(f"entry {second}: ")


def test_an_entry_that_was_slipped_in_is_found(app: Flask) -> None:
    (written,) = write("eins")
    row = {"id": written + 5, "at": NOW, "actor": "account:1", "action": "x", "subject": "y", "data": {}}
    db.session.execute(insert(AuditEntry).values(**row))
    assert broken() == [written + 5]


def test_entries_that_changed_places_are_found(app: Flask) -> None:
    first, second = write("eins", "zwei")
    lift_guards()
    for one, other in ((first, 10**6), (second, first), (10**6, second)):
        db.session.execute(update(AuditLink).where(AuditLink.entry_id == one).values(entry_id=other))
    assert broken() == [second, first]


def test_a_link_that_was_taken_out_of_the_middle_is_found(app: Flask) -> None:
    first, second, _ = write("eins", "zwei", "drei")
    lift_guards()
    db.session.execute(delete(AuditLink).where(AuditLink.entry_id == second))
    db.session.execute(delete(AuditEntry).where(AuditEntry.id == second))
    assert len(broken()) == 1


def test_a_log_that_was_cut_off_does_not_lead_to_a_head_that_was_noted(app: Flask, console: Console) -> None:
    _, last = write("eins", "zwei")
    noted = chain_head()[1]
    assert console("audit", "verify", "--head", noted).code == 0
    lift_guards()
    db.session.execute(delete(AuditLink).where(AuditLink.entry_id == last))
    db.session.execute(delete(AuditEntry).where(AuditEntry.id == last))
    db.session.commit()
    assert console("audit", "verify").code == 0
    said = console("audit", "verify", "--head", noted)
    assert said.code == 1 and noted in said.err


def test_words_that_are_erased_are_gone_and_the_chain_is_whole(app: Flask, console: Console) -> None:
    (entry,) = write("Kanarienvogel")
    assert console("audit", "erase", "cluster:0").code == 0
    db.session.expire_all()
    emptied = db.session.get(AuditEntry, entry)
    assert emptied and (emptied.data, emptied.salt) == ({}, "") and emptied.actor == "account:1"
    assert console("audit", "verify").code == 0
    assert erase("cluster:0", by="system", at=NOW) == 0


def test_an_erased_entry_still_says_who_did_what(app: Flask) -> None:
    (entry,) = write("Kanarienvogel")
    erase("cluster:0", by="system", at=NOW)
    db.session.commit()
    lift_guards()
    db.session.execute(update(AuditEntry).where(AuditEntry.id == entry).values(action="cluster.dissolved"))
    assert broken() == [entry]


def test_what_a_wiped_rehearsal_left_is_emptied_and_the_chain_is_whole(app: Flask) -> None:
    record("cluster.created", "cluster:9", by="account:1", at=NOW, process_id=4711, title="Probe")
    db.session.commit()
    forget(4711, by="account:1", at=NOW)
    db.session.commit()
    assert broken() == []
    assert not db.session.scalars(select(AuditEntry).where(AuditEntry.subject == "cluster:9")).all()


@pytest.mark.parametrize(
    "change",
    [update(AuditEntry).values(actor="x"), delete(AuditEntry), update(AuditLink).values(head="x"), delete(AuditLink)],
    ids=str,
)
def test_the_database_refuses_to_alter_the_log(app: Flask, change: object) -> None:
    write("eins")
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(change)  # type: ignore[call-overload]


def test_what_was_rolled_back_to_a_savepoint_is_in_no_link(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), db.session.begin_nested():
        record("cluster.created", "cluster:1", by="account:1", at=NOW)
        db.session.flush()
        raise ZeroDivisionError
    record("cluster.created", "cluster:2", by="account:1", at=NOW)
    db.session.commit()
    assert broken() == []


def test_writers_at_once_do_not_tear_the_chain(own_app: Flask) -> None:
    def change(number: int) -> None:
        with own_app.app_context():
            for _ in range(5):
                record("cluster.created", f"cluster:{number}", by="account:1", at=NOW, title="x")
                db.session.commit()

    assert at_once(8, change) == [None] * 8
    with own_app.app_context():
        assert (broken(), chain_head()[0]) == ([], 40)
