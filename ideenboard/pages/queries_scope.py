"""What a file about a process may hold: everything for its coordinators, for others what is public anyway."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, true

from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries import public
from ideenboard.processes.models import Process


@dataclass(frozen=True)
class Scope:
    """A process, and whether all of it is meant or only what everybody may read."""

    process: Process
    everything: bool

    def contributions(self) -> ColumnElement[bool]:
        """The contributions that belong into the file."""
        mine = Contribution.process_id == self.process.id
        return and_(mine, true() if self.everything else public())
