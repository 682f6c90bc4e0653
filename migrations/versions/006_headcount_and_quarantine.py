"""A ballot knows how many people were counted in its room, and papers can be set aside.

Suspicious papers are never deleted: a mark takes them out of the count, and taking the mark away puts them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"


def upgrade() -> None:
    with op.batch_alter_table("ballot") as ballot:
        ballot.add_column(sa.Column("headcount", sa.Integer(), nullable=True))
        ballot.create_check_constraint(op.f("ck_ballot_headcount"), "headcount >= 0")
    with op.batch_alter_table("ballot_paper") as paper:
        paper.add_column(sa.Column("is_quarantined", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("ballot_paper") as paper:
        paper.drop_column("is_quarantined")
    with op.batch_alter_table("ballot") as ballot:
        ballot.drop_constraint(op.f("ck_ballot_headcount"), type_="check")
        ballot.drop_column("headcount")
