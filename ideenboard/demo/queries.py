"""What the demo left behind."""

from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.processes.models import Process

SLUG = "sozialraum-rostock"


def any_process() -> bool:
    """Whether there is any process at all."""
    return db.session.scalar(select(Process.id).limit(1)) is not None


def demo_process() -> Process | None:
    """The process of the demo, where it was loaded."""
    return db.session.scalar(select(Process).where(Process.slug == SLUG))
