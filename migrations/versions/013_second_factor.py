"""A second factor with recovery codes, invitations by link, and sign-ins that end when nobody touches the desk."""

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "012"


def upgrade() -> None:
    op.add_column("account", sa.Column("factor_salt", sa.Text(), nullable=True))
    op.add_column("account", sa.Column("factor_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("factor_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("login_session", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("login_session", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_index("ix_recovery_code_account_id", "recovery_code")
    op.drop_table("recovery_code")
    for column in ("confirmed_at", "seen_at"):
        op.drop_column("login_session", column)
    for column in ("factor_step", "factor_since", "factor_salt"):
        op.drop_column("account", column)
