"""Follow-up meetings: agenda, attendance, numbered resolutions, minutes with corrections."""

import sqlalchemy as sa
from alembic import op

revision = "024"
down_revision = "023"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "meeting",
        *(_number(name) for name in ("id", "event_id", "process_id", "year", "number")),
        sa.Column("current_id", sa.Integer(), nullable=True),
        _text("names"),
        sa.Column("others", sa.Integer(), nullable=True),
        sa.Column("agenda_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("finished_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        _number("version"),
        _points("meeting", "event_id", "event"),
        _points("meeting", "process_id", "process"),
        _points("meeting", "finished_by_id", "account", "SET NULL"),
        _points("meeting", "published_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("event_id", name=op.f("uq_meeting_event_id")),
        sa.UniqueConstraint("process_id", "year", "number", name=op.f("uq_meeting_process_id_year_number")),
    )
    op.create_table(
        "agenda_item",
        _number("id"),
        _number("meeting_id"),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("topic", sa.String(32), nullable=False),
        _text("title"),
        _number("position"),
        _number("minutes"),
        *(sa.Column(f"{name}_id", sa.Integer(), nullable=True) for name in ABOUT),
        sa.Column("changes", sa.JSON(), nullable=False),
        _text("notes"),
        sa.Column("dropped_at", MOMENT, nullable=True),
        _number("version"),
        _points("agenda_item", "meeting_id", "meeting"),
        *(_points("agenda_item", f"{name}_id", name, "SET NULL") for name in ABOUT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "key", name=op.f("uq_agenda_item_meeting_id_key")),
    )
    for name in ABOUT:
        op.create_index(op.f(f"ix_agenda_item_{name}_id"), "agenda_item", [f"{name}_id"])
    _create_resolutions()
    op.create_table(
        "attendance",
        *(_number(name) for name in ("meeting_id", "group_id", "count")),
        sa.CheckConstraint("count > 0", name=op.f("ck_attendance_somebody")),
        _points("attendance", "meeting_id", "meeting"),
        _points("attendance", "group_id", "stakeholder_group", None),
        sa.PrimaryKeyConstraint("meeting_id", "group_id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_group_id"), "attendance", ["group_id"])
    op.create_table(
        "minutes_correction",
        _number("id"),
        _number("meeting_id"),
        sa.Column("account_id", sa.Integer(), nullable=True),
        _text("text"),
        sa.Column("at", MOMENT, nullable=False),
        _points("minutes_correction", "meeting_id", "meeting"),
        _points("minutes_correction", "account_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_correction")),
    )
    op.create_index(op.f("ix_minutes_correction_meeting_id"), "minutes_correction", ["meeting_id"])


ABOUT = ("measure", "cluster", "ballot")
SIDES = ("votes_for", "votes_against", "abstained")


def _create_resolutions() -> None:
    op.create_table(
        "resolution",
        *(_number(name) for name in ("id", "meeting_id", "item_id", "number")),
        sa.Column("verdict", sa.String(32), nullable=False),
        *(_text(name) for name in ("wording", "reason", "who")),
        sa.Column("due_on", sa.Date(), nullable=True),
        *(sa.Column(side, sa.Integer(), nullable=True) for side in SIDES),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        _number("version"),
        *(sa.CheckConstraint(f"{side} >= 0", name=op.f(f"ck_resolution_{side}")) for side in SIDES),
        _points("resolution", "meeting_id", "meeting"),
        _points("resolution", "item_id", "agenda_item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_resolution_meeting_id_number")),
    )
    op.create_index(op.f("ix_resolution_item_id"), "resolution", ["item_id"])


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def _points(table: str, column: str, other: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    for table in ("minutes_correction", "attendance", "resolution", "agenda_item", "meeting"):
        op.drop_table(table)
