"""Questions that a hall asks all the time, compiled once and then put to the driver itself."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Dialect, Engine, Select, create_engine
from sqlalchemy.exc import OperationalError

# What a type does to a value on its way to the driver or back.
Change = Callable[[Any], Any]


def init_app(app: Flask) -> None:
    """Give these questions connections of their own. Each stands for itself there: no transaction to begin or end."""
    options = app.config["SQLALCHEMY_ENGINE_OPTIONS"]
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.extensions["reading"] = create_engine(url, **options, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)


class Spelled:
    """A SELECT in the words of one database."""

    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        self._order = compiled.positiontup
        types = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
        self._outgoing = {name: change for name, kind in types.items() if (change := kind.bind_processor(dialect))}
        columns = [column.type.dialect_impl(dialect) for column in statement.selected_columns]
        changes = [(place, kind.result_processor(dialect, None)) for place, kind in enumerate(columns)]
        self._incoming = [(place, change) for place, change in changes if change]
        # The members of an IN stand there by names of their own; they are numbers or texts.
        self._fixed = self._sent(compiled.params)

    def values(self, given: dict[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        values = {**self._fixed, **self._sent(given)}
        return values if self._order is None else [values[name] for name in self._order]

    def _sent(self, given: dict[str, Any]) -> dict[str, Any]:
        return {name: change(v) if (change := self._outgoing.get(name)) else v for name, v in given.items()}

    def row(self, found: Sequence[Any]) -> list[Any]:
        """A row of the driver as the types of its columns say."""
        row = list(found)
        for place, change in self._incoming:
            row[place] = change(row[place])
        return row


class Prepared:
    """A SELECT that is compiled once. Its parameters have names and a value to start with.

    What SQLAlchemy does around a statement costs ten times as much as a statement that finds one row. What this request
    has changed and not committed is not seen.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._spelled: dict[str, Spelled] = {}

    def rows(self, **values: Any) -> list[list[Any]]:
        """Ask. Raises OperationalError where the database does not answer."""
        return self.rows_of(current_app, **values)

    def rows_of(self, app: Flask, /, **values: Any) -> list[list[Any]]:
        """The same where no request of Flask is open."""
        engine: Engine = app.extensions["reading"]
        said = self._in(engine.dialect)
        try:
            # One that is broken is found out when it comes back into the pool, or at the latest when it is taken again.
            with closing(engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute(said.text, said.values(values))
                return [said.row(row) for row in cursor.fetchall()]
        except engine.dialect.loaded_dbapi.Error as error:
            raise OperationalError(said.text, None, error) from error

    def _in(self, dialect: Dialect) -> Spelled:
        if dialect.name not in self._spelled:
            self._spelled[dialect.name] = Spelled(self._statement, dialect)
        return self._spelled[dialect.name]
