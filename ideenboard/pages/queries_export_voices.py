"""Contributions with what was said under them, as tables for a file."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, Row, Select, and_, func, or_, select, true

from ideenboard.base.clock import to_local
from ideenboard.base.db import db
from ideenboard.base.paths import public_url
from ideenboard.base.tables import Table, table
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.comments.models import Comment, OfficialResponse, Thread
from ideenboard.comments.queries import is_public
from ideenboard.contributions.models import Contribution, Photo, Support
from ideenboard.contributions.queries import photo_shown
from ideenboard.pages.queries_scope import Scope
from ideenboard.processes.models import District, Theme, Workshop


def voices(scope: Scope) -> list[Table]:
    """What people said."""
    return [_contributions(scope), _photos(scope), _comments(scope), _responses(scope)]


def _contributions(scope: Scope) -> Table:
    columns = {
        "id": _l("Number of the contribution here."),
        "source_id": _l("Number it had where it was imported from."),
        "kind": _l("idea, challenge, opportunity or practice (an example from practice)."),
        "title": _l("The contribution in one sentence, in its author's words."),
        "text": _l("Details, in the author's words."),
        "url": _l("Where it was imported from."),
        "district": _l("The district it is about; empty for the whole city."),
        "theme": _l("The theme it belongs to."),
        "status": _l("pending (waits for approval), published, hidden or withdrawn (by its author)."),
        "cluster": _l("Title of the cluster it is in now."),
        "created": _l("Day on which it was written."),
        "supports": _l("How many participants support it."),
        "comments": _l("How many comments are shown under it."),
        "workshop": _l("Title of the workshop it was written in."),
    }
    rows = [
        (*row[:10], to_local(row.created_at).date(), *row[11:]) for row in db.session.execute(_contribution_rows(scope))
    ]
    return table("contributions", _l("One row for each contribution."), columns, rows)


def _contribution_rows(scope: Scope) -> Any:
    current = and_(Membership.contribution_id == Contribution.id, Membership.removed_at.is_(None))
    return (
        select(
            Contribution.id,
            Contribution.source_id,
            Contribution.kind,
            Contribution.title,
            Contribution.text,
            Contribution.source_url,
            District.name,
            Theme.name,
            Contribution.status,
            Cluster.title.label("cluster"),
            Contribution.created_at,
            Contribution.support_count,
            Thread.comment_count,
            Workshop.title.label("workshop"),
        )
        .join(Thread, Thread.id == Contribution.thread_id)
        .outerjoin(District, District.id == Contribution.district_id)
        .outerjoin(Theme, Theme.id == Contribution.theme_id)
        .outerjoin(Workshop, Workshop.id == Contribution.workshop_id)
        .outerjoin(Membership, current)
        .outerjoin(Cluster, and_(Cluster.id == Membership.cluster_id, Cluster.dissolved_at.is_(None)))
        .where(scope.contributions())
        .order_by(Contribution.id)
    )


def _photos(scope: Scope) -> Table:
    columns = {
        "contribution": _l("Number of the contribution it belongs to."),
        "url": _l("Where the photo is found by those who may see it."),
        "description": _l("What it shows, where somebody said so."),
        "width": _l("Width in pixels."),
        "height": _l("Height in pixels."),
        "created": _l("Day on which it was added."),
        "approved": _l("Day on which it was approved; empty while only coordinators see it."),
    }
    query = (
        select(Photo)
        .join(Contribution, Contribution.id == Photo.contribution_id)
        .where(scope.contributions(), true() if scope.everything else photo_shown())
        .order_by(Photo.contribution_id)
    )
    rows = [_photo_row(photo) for photo in db.session.scalars(query)]
    return table("photos", _l("One row for each photo of a contribution."), columns, rows)


def _photo_row(photo: Photo) -> tuple[Any, ...]:
    days = to_local(photo.created_at).date(), photo.approved_at and to_local(photo.approved_at).date()
    address = public_url("photos.large", contribution_id=photo.contribution_id)
    return photo.contribution_id, address, photo.description, photo.width, photo.height, *days


def _comments(scope: Scope) -> Table:
    columns = {
        "id": _l("Number of the comment."),
        "contribution": _l("Number of the contribution it stands under; empty where it is about a cluster."),
        "text": _l("What was said."),
        "created": _l("Day on which it was written."),
        "hidden": _l("1 where coordinators have hidden it."),
        "cluster": _l("Number of the cluster it stands under, where it is about a cluster."),
    }
    shown = true() if scope.everything else Comment.hidden_at.is_(None)
    homes = _homes(scope)
    query = (
        select(Comment.id, Contribution.id, Comment.text, Comment.created_at, Comment.hidden_at, homes.c.home)
        .outerjoin(Contribution, Contribution.thread_id == Comment.thread_id)
        .outerjoin(homes, homes.c.thread_id == Comment.thread_id)
        .where(or_(scope.contributions(), homes.c.home.is_not(None)), shown)
        .order_by(Comment.id)
    )
    rows = [(*row[:3], to_local(row[3]).date(), int(row[4] is not None), row[5]) for row in db.session.execute(query)]
    return table("comments", _l("One row for each comment of a participant."), columns, rows)


def _responses(scope: Scope) -> Table:
    columns = {
        "id": _l("Number of the response."),
        "contribution": _l("Number of the contribution it answers; empty where it answers a cluster."),
        "text": _l("What the city says."),
        "created": _l("Day on which it was written."),
        "cluster": _l("Number of the cluster it answers, with all that is in it."),
    }
    homes, said = _homes(scope), OfficialResponse
    query = (
        select(said.id, Contribution.id, said.text, said.created_at, homes.c.home)
        .outerjoin(Contribution, Contribution.thread_id == said.thread_id)
        .outerjoin(homes, homes.c.thread_id == said.thread_id)
        .where(or_(scope.contributions(), homes.c.home.is_not(None)), is_public())
        .order_by(said.id)
    )
    rows = [(*row[:3], to_local(row[3]).date(), row[4]) for row in db.session.execute(query)]
    return table("responses", _l("One row for each response of the city."), columns, rows)


def _homes(scope: Scope) -> CTE:
    """By thread the cluster under which its words are found now: its own, or for others the one into which it went."""
    own = select(Cluster.id, Cluster.thread_id, Cluster.id.label("home")).where(_shown_clusters(scope))
    if scope.everything:
        return own.cte()
    homes = own.cte(recursive=True)
    gone = select(Cluster.id, Cluster.thread_id, homes.c.home).join(homes, Cluster.merged_into_id == homes.c.id)
    return homes.union(gone)


def clusters(scope: Scope) -> list[Table]:
    """Clusters and what is and was in them."""
    found = db.session.execute(_cluster_rows(scope)).all()
    return [_clusters(found), _memberships(scope)]


def _clusters(found: Sequence[Row[Any]]) -> Table:
    columns = {
        "id": _l("Number of the cluster."),
        "title": _l("Title of the cluster."),
        "summary": _l("What its contributions have in common, in the coordinators' words."),
        "district": _l("The district it is about; empty for the whole city."),
        "contributions": _l("How many contributions are in it now."),
        "supports": _l("How many different participants support at least one of them."),
        "created": _l("Day on which it was made."),
        "dissolved": _l("Day on which it was taken apart; empty while it stands."),
    }
    rows = [
        (*row[:6], to_local(row.created_at).date(), row.dissolved_at and to_local(row.dissolved_at).date())
        for row in found
    ]
    return table("clusters", _l("One row for each cluster."), columns, rows)


def _cluster_rows(scope: Scope) -> Any:
    inside = _inside(scope)
    supports = select(func.count(Support.participant_id.distinct())).where(Support.contribution_id.in_(inside))
    size = select(func.count()).select_from(inside.subquery())
    columns = (Cluster.id, Cluster.title, Cluster.summary, District.name)
    counts = (size.scalar_subquery(), supports.scalar_subquery())
    return (
        select(*columns, *counts, Cluster.created_at, Cluster.dissolved_at)
        .outerjoin(District, District.id == Cluster.district_id)
        .where(_shown_clusters(scope))
        .order_by(Cluster.id)
    )


def _inside(scope: Scope) -> Select[int]:
    return (
        select(Contribution.id)
        .join(Membership, Membership.contribution_id == Contribution.id)
        .where(Membership.cluster_id == Cluster.id, Membership.removed_at.is_(None), scope.contributions())
        .correlate(Cluster)
    )


def _shown_clusters(scope: Scope) -> ColumnElement[bool]:
    shown = true() if scope.everything else and_(Cluster.dissolved_at.is_(None), _inside(scope).exists())
    return and_(Cluster.process_id == scope.process.id, shown)


def _memberships(scope: Scope) -> Table:
    columns = {
        "cluster": _l("Number of the cluster."),
        "contribution": _l("Number of the contribution."),
        "added": _l("Day since when it is in the cluster."),
        "removed": _l("Day on which it was taken out; empty while it is in."),
    }
    shown = true() if scope.everything else and_(Cluster.dissolved_at.is_(None), Membership.removed_at.is_(None))
    query = (
        select(Cluster.id, Contribution.id, Membership.added_at, Membership.removed_at)
        .join(Cluster, Cluster.id == Membership.cluster_id)
        .join(Contribution, Contribution.id == Membership.contribution_id)
        .where(scope.contributions(), shown)
        .order_by(Membership.id)
    )
    rows = [
        (row[0], row[1], to_local(row[2]).date(), row[3] and to_local(row[3]).date())
        for row in db.session.execute(query)
    ]
    return table("memberships", _l("One row for each time a contribution was in a cluster."), columns, rows)
