"""One application and one schema per run; every test in a transaction that is rolled back."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, Response, g, template_rendered
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.engine import Connection

from config import from_environment
from ideenboard import create_app
from ideenboard.base.assets import compress_static
from ideenboard.base.db import db
from ideenboard.people import actions as people
from ideenboard.rehearsal import views as rehearsals
from tests.browsing import Client
from tests.console import Console, make_console

if TYPE_CHECKING:
    from tests.world import World

SECRET = "0123456789abcdef" * 4
COMPILED = Path(__file__).parents[1] / ".pytest_cache" / "templates"


def pytest_configure(config: pytest.Config) -> None:
    # Real hashes cost 140 ms each; the tests ask whether they are checked, not how strong they are.
    # WhiteNoise would serve an old compressed twin of an edited stylesheet.
    compress_static()
    COMPILED.mkdir(parents=True, exist_ok=True)
    people.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    # No test may leave processes behind that go on by themselves.
    rehearsals.send_attendees = lambda _code: None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave unread what a whole run leaves out by its marks: to read it takes as long as a dozen browser tests."""
    tests, marks = Path(__file__).parent, config.option.markexpr
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if not is_whole or "browser" not in marks or collection_path.parent != tests:
        return None
    is_for_browsers, wants_browsers = collection_path == tests / "browser", marks == "browser"
    return True if is_for_browsers != wants_browsers else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the run's database: only that can come out differently on another one."""
    for item in items:
        if {"database_url", "own_app"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    # What was imported stays: looking through it for garbage again and again costs a twentieth of the run.
    gc.freeze()
    # What tests leave behind is mostly freed at once; the rest can wait.
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Makes databases of this run: in SQLite, or in a PostgreSQL server that starts with the tests."""
    from tests.databases import migrated

    return migrated(tmp_path_factory.mktemp("original"))


@pytest.fixture(scope="session")
def database_url(new_database: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database that all tests share."""
    return new_database(tmp_path_factory.mktemp("db"))


@pytest.fixture(scope="module")
def own_app(new_database: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose commits are commits, for tests with real threads; the tests of a module share it."""
    from tests.separate import separate_app

    folder = tmp_path_factory.mktemp("own")
    with separate_app(new_database(folder), folder) as app:
        yield app


def make_app(url: str, instance: Path, revision: str | None = None, **settings: Any) -> Flask:
    """An application as the environment would configure it; its database is migrated first, if a revision is given."""
    config = from_environment({"DATABASE_URL": url, "SECRET_KEY": SECRET, "INSTANCE_DIR": str(instance)})
    app = create_app({**config, "TESTING": True, **settings})
    # The next run finds the templates compiled, by name and content.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(COMPILED))
    if revision:
        with app.app_context():
            upgrade(directory=str(app.config["MIGRATIONS"]), revision=revision)
    return app


@pytest.fixture(scope="session")
def session_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = make_app(database_url, tmp_path_factory.mktemp("instance"))
    _fail_on_unsaved_changes(app)
    # All tests share one connection: what would run beside a request runs within it.
    app.extensions["similar"].beside = lambda work: work()
    return app


def _fail_on_unsaved_changes(app: Flask) -> None:
    """A view that flushes and forgets to commit answers nicely and saves nothing."""

    @event.listens_for(db.session, "after_flush")
    def flushed(_session: Any, _context: Any) -> None:
        g.unsaved = True

    @event.listens_for(db.session, "after_commit")
    def committed(_session: Any) -> None:
        g.unsaved = False

    @app.after_request
    def look(response: Response) -> Response:
        assert not (g.get("unsaved") and response.status_code < 400), "the view changed rows and did not commit"
        return response


@pytest.fixture(scope="session")
def connection(session_app: Flask) -> Iterator[Connection]:
    with session_app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            db._app_engines[session_app][None] = connection
            reading, session_app.extensions["reading"] = session_app.extensions["reading"], Open(connection)
            db.session.configure(join_transaction_mode="create_savepoint")
            _place_marks_plainly(connection)
            yield connection
            db._app_engines[session_app][None] = engine
            session_app.extensions["reading"] = reading
        engine.dispose()


def _place_marks_plainly(connection: Connection) -> None:
    """Send savepoints as they are: SQLAlchemy would compile each anew, for its name is a new one."""
    dialect: Any = connection.dialect
    dialect.do_savepoint = lambda c, name: c.connection.execute(f"SAVEPOINT {name}")
    dialect.do_rollback_to_savepoint = lambda c, name: c.connection.execute(f"ROLLBACK TO SAVEPOINT {name}")
    dialect.do_release_savepoint = lambda c, name: c.connection.execute(f"RELEASE SAVEPOINT {name}")


class Open:
    """Stands for the engine of prepared questions: they too go to the one connection that all tests share."""

    def __init__(self, connection: Connection) -> None:
        self.dialect = connection.dialect
        self.connection = connection

    def raw_connection(self) -> "Open":
        return self

    def cursor(self) -> "Open":
        return self

    def execute(self, text: str, values: Any) -> None:
        self.answer = self.connection.exec_driver_sql(text, values if isinstance(values, dict) else tuple(values))

    def fetchall(self) -> list[Any]:
        return [tuple(row) for row in self.answer]

    def close(self) -> None:
        """Stay open for the next question."""


@pytest.fixture
def app(session_app: Flask, connection: Connection) -> Iterator[Flask]:
    """The application, inside a context and a transaction that leave nothing behind."""
    # What is rolled back comes again with other words under the same numbers.
    session_app.extensions["kept"].clear()
    session_app.extensions["similar"].clear()
    transaction = connection.begin()
    with session_app.app_context():
        yield session_app
        db.session.remove()
    transaction.rollback()


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser of somebody nobody knows."""
    return Client(app)


@pytest.fixture
def console(app: Flask, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    """The console command; what it committed is read afresh by the test."""
    return make_console(app, capsys, monkeypatch)


@contextmanager
def counting_statements(connection: Connection) -> Iterator[list[str]]:
    """Collect the statements sent to the database, without those that only mark places in a transaction."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def queries(connection: Connection) -> Any:
    """A context that counts the statements sent to the database."""
    return lambda: counting_statements(connection)


@pytest.fixture
def rendered(app: Flask) -> Iterator[list[str]]:
    """The names of the templates that were rendered."""
    names: list[str] = []

    def note(_app: Flask, template: Any, context: dict[str, Any]) -> None:
        names.append(template.name)

    template_rendered.connect(note, app)
    yield names
    template_rendered.disconnect(note, app)


@pytest.fixture(scope="module")
def house(session_app: Flask, connection: Connection) -> Iterator["World"]:
    """The small world with one of everything, built once for a whole file of tests."""
    from tests.world import build_world

    transaction = connection.begin()
    with session_app.app_context():
        yield build_world(session_app)
        db.session.remove()
    transaction.rollback()


@pytest.fixture
def world(house: "World", connection: Connection) -> Iterator["World"]:
    """The small world as it was built; what a test does in it is undone."""
    with house.undone(connection):
        yield house
