"""Papers of closed ballots lead to nobody any more, and a ballot may be the second round of another.

What was closed before is cut here, too: the papers keep their numbers, but lose participant and card.
"""

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"


def upgrade() -> None:
    with op.batch_alter_table("voting_card") as card:
        card.add_column(sa.Column("is_used", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("ballot") as ballot:
        ballot.add_column(sa.Column("previous_id", sa.Integer(), nullable=True))
        ballot.create_foreign_key(
            op.f("fk_ballot_previous_id"), "ballot", ["previous_id"], ["id"], ondelete="SET NULL"
        )
    closed = "SELECT id FROM ballot WHERE closed_at IS NOT NULL"
    used = f"SELECT card_id FROM ballot_paper WHERE card_id IS NOT NULL AND ballot_id IN ({closed})"
    op.execute(f"UPDATE voting_card SET is_used = true WHERE id IN ({used})")
    op.execute(f"UPDATE ballot_paper SET participant_id = NULL, card_id = NULL WHERE ballot_id IN ({closed})")


def downgrade() -> None:
    with op.batch_alter_table("ballot") as ballot:
        ballot.drop_constraint(op.f("fk_ballot_previous_id"), type_="foreignkey")
        ballot.drop_column("previous_id")
    with op.batch_alter_table("voting_card") as card:
        card.drop_column("is_used")
