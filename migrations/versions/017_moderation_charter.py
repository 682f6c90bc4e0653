"""Each process says for which reasons contributions may be hidden, and a hidden one leaves why in its public place.

Processes that are there already get the five reasons that were the same for all; their decisions keep their reasons.
"""

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"

REASONS = {
    "person": ("Nennt eine Person", "Jemand ist an Namen, Aufgabe oder Beschreibung zu erkennen."),
    "insult_ad": ("Beleidigung oder Werbung", "Der Text greift Menschen oder Gruppen an, oder er verkauft etwas."),
    "off_topic": ("Gehört nicht zum Thema", "Er hat mit den Fragen dieses Verfahrens nichts zu tun."),
    "duplicate": ("Sagt dasselbe wie ein anderer Beitrag", "Derselbe Text kam mehrmals an; einer davon bleibt."),
    "other": ("Anderer Grund", ""),
}


def upgrade() -> None:
    op.create_table(
        "hiding_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.id"], name=op.f("fk_hiding_reason_process_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiding_reason")),
        sa.UniqueConstraint("process_id", "name", name=op.f("uq_hiding_reason_process_id_name")),
    )
    with op.batch_alter_table("decision") as decision:
        decision.add_column(sa.Column("reason_id", sa.Integer(), nullable=True))
        decision.create_foreign_key(op.f("fk_decision_reason_id"), "hiding_reason", ["reason_id"], ["id"])
        decision.create_index(op.f("ix_decision_reason_id"), ["reason_id"])
    for position, (key, (name, description)) in enumerate(REASONS.items()):
        op.execute(
            sa.text(
                "INSERT INTO hiding_reason (process_id, name, description, position) "
                "SELECT id, :name, :description, :position FROM process"
            ).bindparams(name=name, description=description, position=position)
        )
        op.execute(
            sa.text(
                "UPDATE decision SET reason_id = (SELECT r.id FROM hiding_reason r JOIN contribution c "
                "ON c.process_id = r.process_id WHERE c.id = decision.contribution_id AND r.name = :name) "
                "WHERE reason = :key"
            ).bindparams(name=name, key=key)
        )
    with op.batch_alter_table("decision") as decision:
        decision.drop_column("reason")
    op.add_column("contribution", sa.Column("placeholder", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("contribution", "placeholder")
    with op.batch_alter_table("decision") as decision:
        decision.add_column(sa.Column("reason", sa.String(length=32), nullable=True))
    for key, (name, _description) in REASONS.items():
        op.execute(
            sa.text(
                "UPDATE decision SET reason = :key "
                "WHERE reason_id IN (SELECT id FROM hiding_reason WHERE name = :name)"
            ).bindparams(name=name, key=key)
        )
    with op.batch_alter_table("decision") as decision:
        decision.drop_index(op.f("ix_decision_reason_id"))
        decision.drop_constraint(op.f("fk_decision_reason_id"), type_="foreignkey")
        decision.drop_column("reason_id")
    op.drop_table("hiding_reason")
