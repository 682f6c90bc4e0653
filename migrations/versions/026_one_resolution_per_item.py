"""An item of an agenda has one resolution: two who type at once see each other's words instead of deciding twice."""

from alembic import op

revision = "026"
down_revision = "025"


def upgrade() -> None:
    _renew(unique=True)


def downgrade() -> None:
    _renew(unique=False)


def _renew(unique: bool) -> None:
    op.drop_index(op.f("ix_resolution_item_id"), "resolution")
    op.create_index(op.f("ix_resolution_item_id"), "resolution", ["item_id"], unique=unique)
