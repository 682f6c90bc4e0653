"""Votes from elsewhere, rankings and recounts at the console."""

import json
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext

from ideenboard.base import clock
from ideenboard.base.cli import bar, imports
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.contributions.actions_import import Target, import_rows
from ideenboard.contributions.rules_import import Row, read_table
from ideenboard.processes.queries import process_named
from ideenboard.results import actions as results
from ideenboard.results import rules
from ideenboard.results.actions import count_papers
from ideenboard.results.actions_import import import_ballot
from ideenboard.results.queries import ballot_votes
from ideenboard.results.queries_recount import mistakes, recount, was_imported
from ideenboard.results.rules_groups import MINIMUM
from ideenboard.results.rules_import import read_groups, read_votes
from ideenboard.voting.models import Ballot

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def init_app(app: Flask) -> None:
    """Hang the commands of this room on `ideenboard`."""
    imports.add_command(votes)
    app.cli.add_command(ranking)
    app.cli.add_command(tally)


@click.command()
@click.option("--statements", type=FILE, required=True, help="Table of statement, text.")
@click.option("--votes", "votes_file", type=FILE, required=True, help="Table of participant, statement, vote.")
@click.option("--participants", type=FILE, help="Table of participant, group.")
@click.option("--process", "slug", required=True, metavar="SLUG", help="The process they belong to.")
@click.option("--question", help="What was asked. By default the name of the table of statements.")
@with_appcontext
def votes(statements: Path, votes_file: Path, participants: Path | None, slug: str, question: str | None) -> None:
    """Import a vote from CSV tables: statements, and who said 1 (agree), 0 (neutral) or -1 (disagree) to them.

    The statements become contributions, the votes a closed ballot with its ranking. A person's last vote on a
    statement counts. The last line is: Ballot NUMBER.
    """
    target = Target(process_named(slug), statements.stem)
    at = clock.now()
    table = read_table(statements.read_bytes())
    texts = {row.source_id: row.text or row.title for row in table.rows if isinstance(row, Row)}
    cast = read_votes(votes_file.read_bytes(), texts)
    groups = read_groups(participants.read_bytes()) if participants else {}
    report = import_rows(table.rows, target, by="system", at=at)
    ballot = import_ballot(
        target,
        texts,
        cast,
        groups,
        question or statements.stem,
        by="system",
        at=at,
        watch=lambda batches: bar(batches, "Importing"),
    )
    results.close(ballot, by="system", at=at)
    db.session.commit()
    for line, reason in report.skipped:
        click.echo(f"line {line}: skipped: {reason}")
    for reason, count in sorted(cast.unusable.items()):
        click.echo(f"left out {count} times: {reason}")
    counted = sum(len(paper) for paper in cast.papers.values())
    click.echo(f"{len(texts)} statements ({report.added} new), {len(cast.papers)} people, {counted} votes.")
    click.echo(f"Ballot {ballot.id}")


@click.command()
@click.argument("ballot", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@with_appcontext
def ranking(ballot: int, as_json: bool) -> None:
    """Print the ranking of a closed BALLOT."""
    data = _figures(_closed(ballot))
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    click.echo(f"{data['voters']} people, method {data['method']}, protection {data['level']}.")
    click.echo(_turnout(data["turnout"]))
    for place, option in enumerate(data["options"], start=1):
        click.echo(f"{place:4}  {option['post_mean']:.3f}  {option['text'][:100]}")


def _turnout(turnout: dict[str, Any]) -> str:
    people = "nobody was counted" if turnout["headcount"] is None else f"{turnout['headcount']} people in the room"
    cards = (
        "{printed} cards printed, {used} used, {voided} void, ".format(**turnout["cards"]) if turnout["cards"] else ""
    )
    return (
        f"{cards}{people}, {turnout['papers']} papers, {turnout['quarantined']} of them in quarantine and not counted."
    )


def _closed(ballot_id: int) -> Ballot:
    ballot = db.session.get(Ballot, ballot_id)
    if ballot is None or ballot.process.is_rehearsal:
        raise Refusal(f"There is no ballot {ballot_id}.")
    if ballot.closed_at is None:
        raise Refusal(f"Ballot {ballot_id} is not closed: nobody sees anything of it before.")
    return ballot


def _figures(ballot: Ballot) -> dict[str, Any]:
    # What people said here stays hidden in groups below five; imported votes lie open in the tables they came from.
    minimum = 1 if was_imported(ballot) else MINIMUM
    cast = ballot_votes(ballot.id)
    ranked = rules.rank(ballot.method, cast.options, cast.votes, cast.groups, k=ballot.first_k, minimum=minimum)
    return rules.as_json(ranked, ballot.level) | count_papers(ballot, cast)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print all counts as JSON.")
@with_appcontext
def tally(as_json: bool) -> None:
    """Count supports, comments and closed ballots again from their rows; ends with code 1 where the stored differ."""
    counted = recount()
    wrong = mistakes(counted)
    if as_json:
        click.echo(json.dumps(counted, ensure_ascii=False, indent=1))
    else:
        _say(counted)
        click.echo("Everything is as it was counted." if not wrong else f"{wrong} stored numbers are wrong.")
    if wrong:
        raise click.exceptions.Exit(1)


def _say(counted: dict[str, Any]) -> None:
    for name in ("supports", "comments"):
        click.echo(f"{name}: {counted[name]['counted']} counted, {counted[name]['stored']} stored")
    for ballot in counted["ballots"]:
        click.echo(f"ballot {ballot['ballot']}: {ballot['voters']} voters")
    for part in (counted["supports"], counted["comments"], *counted["ballots"]):
        for place in part["wrong"]:
            click.echo(f"WRONG {place}")
