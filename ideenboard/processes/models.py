"""Process, district, theme, group, event, workshop, and who belongs where."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Constraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from ideenboard.base.db import GOES_ALONG, Base
from ideenboard.people.models import Account, Participant
from ideenboard.processes.licences import TERMS, Licence, Terms


class EventKind(StrEnum):
    """Where in the two years an event stands."""

    KICKOFF = "kickoff"
    FOLLOW_UP = "follow_up"
    CLOSING = "closing"
    OTHER = "other"


class Phase(StrEnum):
    """What may be done in a workshop now. The order is the order of the room."""

    PREPARED = "prepared"
    COLLECTING = "collecting"
    DISCUSSING = "discussing"
    VOTING = "voting"
    CLOSED = "closed"


class Moderation(StrEnum):
    """Whether a contribution is looked at before or after the others see it."""

    BEFORE = "before"
    AFTER = "after"


class MaterialKind(StrEnum):
    """What a file or link of an event is."""

    PROGRAMME = "programme"
    MATERIAL = "material"


# So many days without a word, and a measure of the plan turns grey.
SILENT_AFTER = 90


class Process(Base):
    """A participation process: what all else belongs to."""

    __tablename__ = "process"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    # The headline of the start page, where the title is the official name.
    claim: Mapped[str] = mapped_column(default="")
    organiser: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    published_at: Mapped[datetime | None]
    silent_after: Mapped[int] = mapped_column(default=SILENT_AFTER)
    # What leads from outside write about their measures waits for a coordinator.
    checks_updates: Mapped[bool] = mapped_column(default=False)
    # Of its open data; none as long as the coordination has not chosen.
    licence: Mapped[Licence | None]
    # A copy to try a workshop out in: it is never published, and no list or number knows of it.
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def terms(self) -> Terms | None:
        """Under which its open data may be passed on."""
        return TERMS[self.licence] if self.licence else None


class Entry:
    """An entry of one of the short lists of a process: a name that is there once, what it means, its place."""

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Constraint, ...]:
        return (UniqueConstraint("process_id", "name"),)


class District(Entry, Base):
    """A part of the city. A contribution belongs to one, or to the whole city."""

    __tablename__ = "district"


class Theme(Entry, Base):
    """One of a fixed short list of subjects."""

    __tablename__ = "theme"


class StakeholderGroup(Entry, Base):
    """ "I am here as …": chosen by the participant, once, or skipped."""

    __tablename__ = "stakeholder_group"


class HidingReason(Entry, Base):
    """Why a contribution may be hidden: a line of the moderation charter. What says nothing needs words each time."""

    __tablename__ = "hiding_reason"


class Event(Base):
    """A dated meeting of the process."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EventKind]
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    stream_url: Mapped[str] = mapped_column(default="")
    recording_url: Mapped[str] = mapped_column(default="")
    # Leads to all its rooms that are open; whoever has it gets into each of them.
    code: Mapped[str] = mapped_column(unique=True)
    # What the invitation turns into afterwards: how many came, and what came of it in one sentence.
    attendance: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    process: Mapped[Process] = relationship()
    __mapper_args__ = {"version_id_col": version}


class Material(Base):
    """A file or a link that belongs to an event."""

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MaterialKind]
    title: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    stored_name: Mapped[str] = mapped_column(default="")
    filename: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()


class Workshop(Base):
    """One room of an event, with its join code and its phase."""

    __tablename__ = "workshop"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    room: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id", ondelete="SET NULL"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    code: Mapped[str] = mapped_column(unique=True)
    phase: Mapped[Phase] = mapped_column(default=Phase.PREPARED)
    # An optional timer. It announces its end; one that locks also ends the collecting.
    timer_ends_at: Mapped[datetime | None]
    timer_locks: Mapped[bool] = mapped_column(default=False)
    moderation: Mapped[Moderation] = mapped_column(default=Moderation.AFTER)
    # Children and young people: no photos, and everything is read before it appears.
    for_minors: Mapped[bool] = mapped_column(default=False)
    # Its cards lie face down, on its wall and its phones, until somebody reveals them.
    is_veiled: Mapped[bool] = mapped_column(default=False)
    # Until then only the room and the coordinators see its contributions.
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    event: Mapped[Event] = relationship()
    process: Mapped[Process] = relationship()
    district: Mapped[District | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    __mapper_args__ = {"version_id_col": version}


class OldCode(Base):
    """A join code that a workshop had. It is never given away again, so that no old poster leads into another room."""

    __tablename__ = "old_code"
    __table_args__ = GOES_ALONG

    code: Mapped[str] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    replaced_at: Mapped[datetime]


class PhaseChange(Base):
    """A step of a workshop from one phase to the next, and the timer that stood when it was made."""

    __tablename__ = "phase_change"
    __table_args__ = GOES_ALONG

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    before: Mapped[Phase]
    after: Mapped[Phase]
    at: Mapped[datetime]
    # Made for all rooms of the event at once: they can also be taken back together.
    is_common: Mapped[bool]
    timer_ends_at: Mapped[datetime | None]
    timer_locks: Mapped[bool]
    taken_back_at: Mapped[datetime | None]

    workshop: Mapped[Workshop] = relationship()


class FacilitatorLink(Base):
    """The right to steer one workshop for whoever has its link. The link holds the key, this table only its digest."""

    __tablename__ = "facilitator_link"
    __table_args__ = GOES_ALONG

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]

    workshop: Mapped[Workshop] = relationship()


class Coordination(Base):
    """An account's right to work on a process."""

    __tablename__ = "coordination"

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)

    account: Mapped[Account] = relationship()


class DistrictCoordination(Base):
    """An account's right to work on what belongs to one district of a process, and on nothing else in it.

    A table of its own: whoever looks for the coordinators of a process never finds one of these.
    """

    __tablename__ = "district_coordination"
    __table_args__ = GOES_ALONG

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    district_id: Mapped[int] = mapped_column(
        ForeignKey("district.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    account: Mapped[Account] = relationship()
    district: Mapped[District] = relationship()


class InvitedCoordination(Base):
    """What somebody coordinates once they take up their invitation: a process, or one of its districts."""

    __tablename__ = "invited_coordination"
    __table_args__ = GOES_ALONG

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    # A district that is removed takes the line along: an invitation never comes to mean more than was written in it.
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id", ondelete="CASCADE"), index=True)

    process: Mapped[Process] = relationship()


class Participation(Base):
    """A participant's presence in a workshop, and as what they are here."""

    __tablename__ = "participation"
    __table_args__ = (Index("ix_participation_workshop", "workshop_id"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id", ondelete="SET NULL"))
    joined_at: Mapped[datetime]

    participant: Mapped[Participant] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()
