"""Codes that a workshop once had: they open nothing any more, and lead on whoever sits in it already."""

from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.processes.models import OldCode, Workshop


def workshop_of_old_code(code: str) -> Workshop | None:
    """The workshop that had this code before it was given another one."""
    query = select(Workshop).join(OldCode, OldCode.workshop_id == Workshop.id)
    return db.session.scalar(query.where(OldCode.code == code))
