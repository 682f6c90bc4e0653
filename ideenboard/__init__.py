"""ideenboard: from an idea in a workshop to a measure in the plan, and back to the person who had it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

# A request computes on one core: threads of the linear algebra would only take turns with those that serve phones, and
# the same numbers come out wherever it runs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: Mapping[str, Any]) -> Flask:
    """Build the house: the base below, then the rooms from the ground up."""
    from ideenboard.base import (
        commands,
        compression,
        cookie,
        csrf,
        db,
        errors,
        fragments,
        headers,
        htmx,
        i18n,
        ids,
        lane,
        ops,
        prepared,
        static,
        templating,
        uploads,
    )
    from ideenboard.base.app import App
    from ideenboard.similarity import queries_index as similarity

    app = App(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(config["INSTANCE_DIR"]),
    )
    app.config.from_mapping(config)
    lane.init_app(app)
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    around = (compression, commands, cookie, templating, ops, static, ids, db, prepared)
    for part in (*around, i18n, errors, fragments, uploads, headers, csrf, htmx, similarity):
        part.init_app(app)
    _open_rooms(app)
    _hang_commands(app)
    return app


def _open_rooms(app: Flask) -> None:
    from ideenboard.clusters import views_answers as answers
    from ideenboard.clusters import views_edit as clusters
    from ideenboard.clusters import views_pairs as pairs
    from ideenboard.clusters import views_steps as cluster_steps
    from ideenboard.clusters import views_suggested as suggestions
    from ideenboard.contributions import views as contributions
    from ideenboard.contributions import views_photos as photos
    from ideenboard.live import views_ballots as polls
    from ideenboard.live import views_card as steering
    from ideenboard.live import views_phone as presence
    from ideenboard.live import views_steps as steps
    from ideenboard.live import views_wall as stage
    from ideenboard.meetings import views as minutes
    from ideenboard.meetings import views_desk as meetings
    from ideenboard.meetings import views_room as held
    from ideenboard.moderation import views_card as moderation
    from ideenboard.moderation import views_charter as charter
    from ideenboard.moderation import views_import as imports
    from ideenboard.moderation import views_photos as photo_desk
    from ideenboard.moderation import views_similar as nearness
    from ideenboard.moderation import views_steps as moderation_steps
    from ideenboard.pages import (
        views_api,
        views_board,
        views_calendar,
        views_calls,
        views_cockpit,
        views_data,
        views_desk,
        views_device,
        views_event,
        views_exports,
        views_feed,
        views_frame,
        views_home,
        views_legal,
        views_log,
        views_outcome,
        views_receipt,
        views_report,
        views_similar,
        views_wall,
    )
    from ideenboard.paper import views as paper
    from ideenboard.paper import views_entry as entering
    from ideenboard.people import views as people
    from ideenboard.people import views_confirm as confirming
    from ideenboard.people import views_factor as factor
    from ideenboard.people import views_invitations as accounts
    from ideenboard.plans import views as plans
    from ideenboard.plans import views_desk as planning
    from ideenboard.plans import views_import as plan_imports
    from ideenboard.plans import views_leads as leading
    from ideenboard.plans import views_promises as promises
    from ideenboard.plans import views_updates as leads
    from ideenboard.priorities import views as priorities
    from ideenboard.processes import views as processes
    from ideenboard.processes import views_coordinators as settings
    from ideenboard.processes import views_events as events
    from ideenboard.processes import views_facilitation as facilitation
    from ideenboard.processes import views_invited as invited
    from ideenboard.processes import views_lists as lists
    from ideenboard.processes import views_posters as posters
    from ideenboard.processes import views_workshops as workshops
    from ideenboard.rehearsal import views as rehearsal
    from ideenboard.results import views_report as results
    from ideenboard.voting import views as voting
    from ideenboard.voting import views_cards as cards
    from ideenboard.voting import views_desk as ballots
    from ideenboard.voting import views_turnout as turnout
    from ideenboard.voting import views_wishes as wishes

    rooms = (
        *(
            people,
            accounts,
            confirming,
            factor,
            processes,
            *(settings, invited),
            lists,
            events,
            workshops,
            posters,
            facilitation,
            contributions,
            *(photos, imports),
            paper,
            entering,
            *(moderation, moderation_steps, charter),
            photo_desk,
            *(clusters, cluster_steps, answers),
            *(pairs, suggestions, nearness),
            voting,
            ballots,
            cards,
            turnout,
            wishes,
            results,
            *(steering, steps, stage, polls, presence),
            plans,
            *(planning, plan_imports, promises, leads, leading),
            priorities,
            *(meetings, held, minutes),
        ),
        *(
            views_home,
            views_legal,
            views_board,
            views_receipt,
            views_report,
            views_outcome,
            views_calendar,
            views_similar,
            views_device,
            views_event,
            views_desk,
            views_log,
            views_cockpit,
            views_wall,
            views_exports,
            views_data,
            views_api,
            views_feed,
            views_calls,
            views_frame,
            rehearsal,
        ),
    )
    # Several files may hang their views on one blueprint.
    for blueprint in dict.fromkeys(room.bp for room in rooms):
        app.register_blueprint(blueprint)


def _hang_commands(app: Flask) -> None:
    from ideenboard.audit import cli as audit
    from ideenboard.contributions import cli as contributions
    from ideenboard.demo import cli as demo
    from ideenboard.pages import cli as pages
    from ideenboard.pages import cli_archive as archiving
    from ideenboard.people import cli as people
    from ideenboard.processes import cli as processes
    from ideenboard.rehearsal import cli as rehearsal
    from ideenboard.results import cli as results

    for room in (audit, people, processes, contributions, results, pages, archiving, rehearsal, demo):
        room.init_app(app)
