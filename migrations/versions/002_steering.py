"""Rooms can be steered: phases that can be taken back, a timer, facilitators by link, and what a room shows live.

The change of a phase becomes a row, so that it can be undone with everything that it changed; and a facilitator gets
the right to one room without an account.
"""

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"


def upgrade() -> None:
    with op.batch_alter_table("workshop") as workshop:
        workshop.add_column(sa.Column("timer_ends_at", sa.DateTime(timezone=True), nullable=True))
        workshop.add_column(sa.Column("timer_locks", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "phase_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(32), nullable=False),
        sa.Column("after", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_common", sa.Boolean(), nullable=False),
        sa.Column("timer_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("timer_locks", sa.Boolean(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        _belongs_to("phase_change", "workshop_id", "workshop"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_change")),
    )
    op.create_index(op.f("ix_phase_change_workshop_id"), "phase_change", ["workshop_id"])
    op.create_table(
        "facilitator_link",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("facilitator_link", "workshop_id", "workshop"),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_facilitator_link")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_facilitator_link_key_hash")),
    )
    _create_live()


def _create_live() -> None:
    op.create_table(
        "live_room",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("grouping", sa.String(32), nullable=False),
        sa.Column("is_veiled", sa.Boolean(), nullable=False),
        sa.Column("only_picked", sa.Boolean(), nullable=False),
        sa.Column("focus_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("help_asked_at", sa.DateTime(timezone=True), nullable=True),
        _belongs_to("live_room", "workshop_id", "workshop"),
        _belongs_to("live_room", "focus_id", "contribution", "SET NULL"),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_live_room")),
    )
    op.create_index(op.f("ix_live_room_focus_id"), "live_room", ["focus_id"])
    op.create_table(
        "card_mark",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("on_wall", sa.Boolean(), nullable=True),
        sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=True),
        _belongs_to("card_mark", "contribution_id", "contribution"),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_card_mark")),
    )
    op.create_table(
        "presence",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("presence", "workshop_id", "workshop"),
        _belongs_to("presence", "participant_id", "participant"),
        sa.PrimaryKeyConstraint("workshop_id", "participant_id", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_participant_id"), "presence", ["participant_id"])
    op.create_index(op.f("ix_presence_seen_at"), "presence", ["seen_at"])
    op.create_table(
        "ready",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        _belongs_to("ready", "workshop_id", "workshop"),
        _belongs_to("ready", "participant_id", "participant"),
        sa.PrimaryKeyConstraint("workshop_id", "step", "participant_id", name=op.f("pk_ready")),
    )
    op.create_index(op.f("ix_ready_participant_id"), "ready", ["participant_id"])


def _belongs_to(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def downgrade() -> None:
    for table in ("ready", "presence", "card_mark", "live_room", "facilitator_link", "phase_change"):
        op.drop_table(table)
    with op.batch_alter_table("workshop") as workshop:
        workshop.drop_column("timer_locks")
        workshop.drop_column("timer_ends_at")
