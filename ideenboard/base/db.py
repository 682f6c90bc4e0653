"""The database: base class, column types, transactions on SQLite and PostgreSQL."""

import enum
import sqlite3
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, has_request_context, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    MetaData,
    Table,
    Text,
    event,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from ideenboard.base.sqlite import SerialConnection, prepare

# Requests that a server works on at the same time.
THREADS = 32
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware on both sides, UTC in the database. A naive datetime is a mistake and raises."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: pass an aware one")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


# Named constraints, so that a violation can be told by its name and migrations can drop it by name.
NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES: dict[Any, Any] = {
    str: Text,
    datetime: UTCDateTime,
    date: Date,
    dict[str, Any]: JSON,
    # The values ("published"), not the Python names, and room to add longer ones without a migration.
    enum.Enum: Enum(
        enum.Enum, native_enum=False, length=32, create_constraint=False, values_callable=lambda e: [m.value for m in e]
    ),
}


class Base(DeclarativeBase):
    """Every table's base. Text has no length here: limits are the forms' business and CHECKs'."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=TYPES)


# Objects stay readable after the commit: a view commits once and then renders what it changed.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()


def init_app(app: Flask) -> None:
    """Connect the app to its database and hang our transaction rules on the engine."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    # Errors are logged with their statement; what people wrote stands in its parameters and in no log.
    # Each thread of the server may have a connection: who only reads must not wait behind those who wait to write.
    options: dict[str, Any] = {"hide_parameters": True, "pool_size": THREADS, "max_overflow": -1}
    if url.startswith("sqlite"):
        options["connect_args"] = {"factory": SerialConnection, "check_same_thread": False}
    else:
        limits = "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
        options |= {"pool_pre_ping": True, "connect_args": {"options": limits, "connect_timeout": 3}}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**options, **app.config.get("SQLALCHEMY_ENGINE_OPTIONS", {})}
    db.init_app(app)
    # Where the database went away after the commit, the answer still holds.
    app.teardown_appcontext(lambda _error: let_go())
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]), render_as_batch=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            serialise_writes(db.engine)


def let_go() -> None:
    """Undo what was begun and not committed, also over a connection that is dead."""
    # Most phones only ask whether something is new: then there is no session, and none is made for this.
    if not db.session.registry.has():
        return
    try:
        db.session.rollback()
    except DBAPIError:
        db.session().invalidate()


def serialise_writes(engine: Engine) -> None:
    """Make every writing transaction on a SQLite engine begin IMMEDIATE, so that what it read stays true."""
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    try:
        raw.begin(write=connection.get_execution_options().get("write", _writes()))  # type: ignore[union-attr]
    except sqlite3.OperationalError as error:
        # What a listener raises is not translated by SQLAlchemy.
        raise OperationalError("BEGIN", None, error) from error


def _writes() -> bool:
    """Whether what runs now may write: requests with an unsafe method, and everything outside a request."""
    return not (has_request_context() and request.method in SAFE_METHODS)


def count_rows_anew(*tables: type[Base]) -> None:
    """Tell PostgreSQL how large tables have become in this transaction: its plans were made when they were empty.

    Without it, each deleted row's foreign keys are checked by reading the whole other table. SQLite needs no telling.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("ANALYZE " + ", ".join(table.__tablename__ for table in tables)))


class Upsert(dict[str, Executable]):
    """An INSERT that says ON CONFLICT, made once for each kind of database, for `ask`."""

    def __init__(self, table: type[Base], complete: Callable[[Any], Executable]) -> None:
        super().__init__(sqlite=complete(sqlite.insert(table)), postgresql=complete(postgresql.insert(table)))


def ask(statement: Executable | Upsert, *rows: dict[str, Any], **values: Any) -> CursorResult[*tuple[Any, ...]]:
    """Put a statement to the transaction of this request. It is made once, with names for what differs.

    To build a statement costs more than to run one that finds a row, and objects cost that once more: what a hall sends
    all the time goes without both. What the session holds and has not flushed is written first.
    """
    session = db.session()
    session.flush()
    connection = session.connection()
    spelled = statement[connection.dialect.name] if isinstance(statement, Upsert) else statement
    return connection.execute(spelled, rows or values)


def upsert(table: type[Base] | Table) -> "sqlite.Insert | postgresql.Insert":
    """Start an INSERT that can say ON CONFLICT, in the dialect of the current database."""
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


def release() -> None:
    """End the transaction in which a request has only read: what follows may take long and must hold up nobody.

    What was read is read afresh when it is asked for again.
    """
    db.session.rollback()
    db.session.expire_all()


def only_read() -> None:
    """Let a request go on as one that only reads, whatever its method: who writes does not wait for it."""
    release()
    db.session.connection(execution_options={"write": False})


def lock(row: Base) -> None:
    """Read a row afresh and hold it until the commit; who wants to change it meanwhile waits."""
    # Of the row alone: refreshing also asks for what was loaded with it, and PostgreSQL locks no optional row.
    db.session.refresh(row, with_for_update={"of": type(row)})


def hold(row: Base) -> None:
    """Read a row afresh as it stands until the commit: others may do so too, and who wants to change it waits."""
    db.session.refresh(row, with_for_update={"of": type(row), "read": True})


def assign(row: Base, **values: Any) -> list[str]:
    """Set what differs, and name it: an edit that changes nothing is none."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


# In `__table_args__`: rows of this table say something about another row and are no use of it; they go with it.
GOES_ALONG = {"info": {"goes_along": True}}


def is_used(row: Base, *, besides: Collection[str] = ()) -> bool:
    """Whether a row of any table points at this one; tables that go along and those named in `besides` do not count.

    Asks the schema, so that a room can protect its rows without knowing the rooms above. Lock the row first.
    """
    pointers = [
        select(literal(1)).select_from(table).where(key.parent == getattr(row, key.column.name)).exists()
        for table in Base.metadata.sorted_tables
        if table.name not in besides and not table.info.get("goes_along")
        for key in table.foreign_keys
        if key.column.table is row.__table__
    ]
    return bool(pointers) and bool(db.session.scalar(select(or_(*pointers))))
