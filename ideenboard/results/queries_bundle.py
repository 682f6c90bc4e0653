"""The files with which a stranger counts a result again."""

from flask_babel import force_locale
from flask_babel import gettext as _

from ideenboard.base.clock import to_local
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.queries import BallotVotes, ballot_votes
from ideenboard.results.rules_bundle import ballots_csv, checksum, options_csv, result_json
from ideenboard.results.rules_groups import MINIMUM


def may_be_recounted(snapshot: ResultSnapshot) -> bool:
    """Whether enough have voted for their papers to lie open: of fewer than five one could tell who said what."""
    return bool(snapshot.data["voters"] >= MINIMUM)


def ballots_of(snapshot: ResultSnapshot) -> str:
    """The anonymous papers as a table; those set aside only where they are enough to be nobody's."""
    return _ballots(ballot_votes(snapshot.ballot_id))


def _ballots(cast: BallotVotes) -> str:
    aside = cast.aside if len({paper for paper, _option, _value in cast.aside}) >= MINIMUM else []
    return ballots_csv(cast.votes, aside)


def files_of(snapshot: ResultSnapshot) -> dict[str, str]:
    """Papers, options, the published result with its rule, and what each column means."""
    cast, data = ballot_votes(snapshot.ballot_id), snapshot.data
    ballots, closed = _ballots(cast), snapshot.ballot.closed_at
    more = {
        "question": snapshot.ballot.question,
        "closed_on": closed and to_local(closed).date().isoformat(),
        "ballots_sha256": checksum(ballots),
        "audit_head": snapshot.audit_head,
    }
    return {
        "README.txt": "\n\n".join(_readme(language) for language in ("de", "en")),
        "ballots.csv": ballots,
        "options.csv": options_csv(data["options"], cast.costs),
        "result.json": result_json(data, cast.costs, more),
    }


def _readme(language: str) -> str:
    with force_locale(language):
        return _(
            "HOW TO COUNT AGAIN\n"
            "1. Unpack this folder. 2. Run: python3 recount.py 3. Read whether it agrees, and compare the checksum of "
            "ballots.csv with the one on the page of the result.\n\n"
            "ballots.csv: one line per vote. ballot = a number that says nothing of person, order or time; option = "
            "see options.csv; value = what was said (support, budget: 1 yes, 0 no; points: how many; approval: 1 "
            "agree, 0 neutral, -1 disagree; consensus: resistance 0 to 10; ranking: place, 0 none); counts = 0 where "
            "a paper "
            "is in quarantine, which is only listed from five of them on.\n"
            "options.csv: option = number; text = as it was voted on; cost = in euros, only with a budget.\n"
            "result.json: the rule (method, points, max_per_option, total), the protection (level), who took part "
            "(turnout), per option its places (rank to rank_to), people for (A), against (D), neutral (N), the sum of "
            "the values (total) and the score; audit_head = the head of the chain of the log before it was published.\n"
            "SHA256SUMS: the checksums of these files. recount.py: the program, readable, without anything to install."
        )
