"""The one clock. Views read it and pass `at=` on; nothing below a view looks at the time by itself."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def from_local(naive: datetime) -> datetime:
    """Read a wall-clock time from a form as Europe/Berlin; of a doubled hour the first, as `fold=0` says."""
    return naive.replace(tzinfo=LOCAL).astimezone(UTC)


def to_local(moment: datetime) -> datetime:
    """The same moment as a wall clock in Rostock shows it."""
    return moment.astimezone(LOCAL)
