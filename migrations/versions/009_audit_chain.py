"""The log hangs together in a chain of hashes, and the database refuses to alter it."""

import hashlib
import json
import secrets
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"

ENTRY = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    *[sa.column(name, sa.Text) for name in ("actor", "action", "subject", "salt")],
    sa.column("process_id", sa.Integer),
    sa.column("workshop_id", sa.Integer),
    sa.column("data", sa.JSON),
)
LINK = sa.table(
    "audit_link",
    sa.column("number", sa.Integer),
    sa.column("entry_id", sa.Integer),
    *[sa.column(name, sa.Text) for name in ("data_hash", "content_hash", "head")],
)

# The log may lose what people wrote, as a whole and with its salt, and nothing else.
SQLITE = """
CREATE TRIGGER audit_entry_stands BEFORE UPDATE ON audit_entry
WHEN NOT (NEW.data = '{}' AND NEW.salt = '' AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.actor = OLD.actor
AND NEW.action = OLD.action AND NEW.subject IN (OLD.subject, ''))
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER audit_link_stands BEFORE UPDATE ON audit_link
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER audit_link_stays BEFORE DELETE ON audit_link
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
"""
POSTGRES = """
CREATE FUNCTION refuse_to_alter_the_log() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;
CREATE TRIGGER audit_entry_stands BEFORE UPDATE ON audit_entry FOR EACH ROW
WHEN (NOT (NEW.data::text = '{}' AND NEW.salt = '' AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.actor = OLD.actor
AND NEW.action = OLD.action AND NEW.subject IN (OLD.subject, '')))
EXECUTE FUNCTION refuse_to_alter_the_log();
CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_to_alter_the_log();
CREATE TRIGGER audit_link_stands BEFORE UPDATE OR DELETE ON audit_link FOR EACH ROW
EXECUTE FUNCTION refuse_to_alter_the_log();
CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION refuse_to_alter_the_log();
CREATE TRIGGER audit_link_stays BEFORE TRUNCATE ON audit_link EXECUTE FUNCTION refuse_to_alter_the_log();
"""


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("salt", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "audit_link",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("data_hash", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_link_entry_id")),
    )
    _link_all()
    for statement in _statements():
        op.execute(statement)


def _link_all() -> None:
    """Link what was written before, as it stands now."""
    connection = op.get_bind()
    number, head, links = 0, "0" * 64, []
    for row in connection.execute(sa.select(ENTRY).order_by(ENTRY.c.id)).all():
        salt = secrets.token_urlsafe(16)
        connection.execute(ENTRY.update().where(ENTRY.c.id == row.id).values(salt=salt))
        words = _hash(salt + _canonical(row.data))
        at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
        moment = at.isoformat(timespec="microseconds")
        place = [row.process_id, row.workshop_id]
        content = _hash(_canonical([row.id, moment, row.actor, row.action, row.subject, *place, words]))
        number, head = number + 1, _hash(head + content)
        links.append(dict(number=number, entry_id=row.id, data_hash=words, content_hash=content, head=head))
    if links:
        connection.execute(LINK.insert(), links)


def _canonical(content: object) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _statements() -> list[str]:
    """The statements that make the guards, one by one: SQLite takes no two at once."""
    if op.get_bind().dialect.name == "postgresql":
        return [POSTGRES.replace("%", "%%")]
    return [f"{one.strip()} END" for one in SQLITE.split("END;") if one.strip()]


def downgrade() -> None:
    names = ("audit_entry_stands", "audit_entry_stays", "audit_link_stands", "audit_link_stays", "audit_stays")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_alter_the_log() CASCADE")
    else:
        for name in names[:4]:
            op.execute(f"DROP TRIGGER {name}")
    op.drop_table("audit_link")
    op.drop_column("audit_entry", "salt")
