"""A prepared database, and as many fresh copies of it as there are checks: nothing one leaves behind helps another."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import NullPool, create_engine, make_url, text

from benchmarks.seeding import Ids, seed

ROOT = Path(__file__).resolve().parent.parent
SECRET = "stress" * 8 + "0123456789"


@dataclass(frozen=True)
class Hall:
    """One copy: where it lies, and what stands in it."""

    kind: str
    url: str
    folder: Path
    ids: Ids

    @property
    def environment(self) -> dict[str, str]:
        """What a command of the product needs to work on this copy."""
        env = {"DATABASE_URL": self.url, "INSTANCE_DIR": str(self.folder), "SECRET_KEY": SECRET}
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | env

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Ask the database itself, past the product."""
        engine = create_engine(self._address, poolclass=NullPool)
        with engine.connect() as connection:
            return list(connection.execute(text(query), values).all())

    def number(self, query: str, **values: Any) -> int:
        """The one number that a query answers."""
        return int(self.rows(query, **values)[0][0])

    def change(self, *statements: str) -> None:
        """Change the database past the product, each statement by itself."""
        engine = create_engine(self._address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def drop_unique(self, table: str, *columns: str) -> None:
        """Take a unique key away; only to see what it was good for."""
        engine = create_engine(self._address, poolclass=NullPool)
        with engine.begin() as connection:
            change = Operations(MigrationContext.configure(connection))
            with change.batch_alter_table(table) as batch:
                batch.drop_constraint(f"uq_{table}_{'_'.join(columns)}", type_="unique")

    @property
    def _address(self) -> str:
        return self.url.replace("postgresql://", "postgresql+psycopg://")

    def damage(self) -> list[str]:
        """What the database finds broken in itself."""
        if self.kind == "sqlite":
            found = [row[0] for row in self.rows("PRAGMA integrity_check")] + self.rows("PRAGMA foreign_key_check")
            return [str(one) for one in found if one != "ok"]
        # Builds every index anew from the rows, and stops at the first doubled key.
        name = make_url(self.url).database
        self.change(f'REINDEX DATABASE "{name}"')
        return []

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `ideenboard` on this copy."""
        call = [sys.executable, "-c", "from wsgi import main; main()", *arguments]
        return subprocess.run(call, env=self.environment, cwd=ROOT, text=True, capture_output=True, timeout=120)


class Halls:
    """Makes fresh halls on one kind of database. `new_postgres` answers the address of an empty database."""

    def __init__(self, kind: str, folder: Path, new_postgres: Callable[[], str]) -> None:
        self.kind = kind
        self.folder = folder
        self._numbers = count(1)
        (folder / "template").mkdir(parents=True)
        template = f"sqlite:///{folder / 'template' / 'hall.db'}"
        if kind == "postgresql":
            template = new_postgres().replace("postgresql+psycopg://", "postgresql://")
        self._template = template
        self.ids = seed({"DATABASE_URL": template, "INSTANCE_DIR": str(folder / "template"), "SECRET_KEY": SECRET})

    def fresh(self) -> Hall:
        """A copy that nobody has used yet."""
        number = next(self._numbers)
        folder = self.folder / str(number)
        folder.mkdir()
        if self.kind == "sqlite":
            shutil.copy(self.folder / "template" / "hall.db", folder / "hall.db")
            return Hall(self.kind, f"sqlite:///{folder / 'hall.db'}", folder, self.ids)
        template = make_url(self._template)
        name = f"{template.database}_{number}"
        Hall(self.kind, self._template_server(), folder, self.ids).change(
            f'CREATE DATABASE "{name}" TEMPLATE "{template.database}"'
        )
        return Hall(self.kind, template.set(database=name).render_as_string(hide_password=False), folder, self.ids)

    def _template_server(self) -> str:
        # A template that somebody is connected to cannot be copied.
        return make_url(self._template).set(database="postgres").render_as_string(hide_password=False)
