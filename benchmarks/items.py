"""What people send, and how it is found again in the database itself."""

import uuid
from collections import Counter
from random import Random

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from benchmarks.check import Finding
from benchmarks.halls import SECRET, Hall
from benchmarks.phones import Item, Ledger, Phone
from benchmarks.seeding import Ids
from ideenboard.base.codes import digest


def idea(ids: Ids, luck: Random, text: str = "Mehr dazu.") -> Item:
    """A new contribution."""
    token = _token(luck)
    fields = {"kind": "idea", "title": f"Idee {token}", "text": text, "token": token}
    return Item(
        token, f"/w/{ids.collecting_code}/contributions", fields, lambda answer: answer.headers.get("x-ack") == token
    )


def comment(ids: Ids, luck: Random) -> Item:
    """Something said about the one card."""
    token = _token(luck)
    fields = {"text": f"Dazu noch {token}", "token": token}
    return Item(token, f"/contributions/{ids.card}/comments", fields, lambda a: a.headers.get("x-ack") == token)


def vote(ids: Ids, person: str, option: int, value: int = 1, seq: int = 1) -> Item:
    """A voice in the ballot of the whole process."""
    token = f"vote-{option}-{seq}"
    fields = {f"option-{option}": str(value), "seq": str(seq), "token": token}
    return Item(
        f"{person}:{option}",
        f"/ballots/{ids.open_ballot}/votes",
        fields,
        lambda answer: answer.headers.get("x-ack") == token,
    )


def mixed(ids: Ids, phone: Phone, count: int, luck: Random) -> list[Item]:
    """Contributions, comments and votes of one device, in the order in which they will be sent."""
    person = person_of(phone)
    votes = [vote(ids, person, option) for option in luck.sample(ids.open_options, count // 3)]
    comments = [comment(ids, luck) for _ in range(count // 3)]
    items = votes + comments + [idea(ids, luck) for _ in range(count - len(votes) - len(comments))]
    luck.shuffle(items)
    return items


def person_of(phone: Phone) -> str:
    """What the database calls this device: the mark of the key in its cookie."""
    app = Flask(__name__)
    app.secret_key = SECRET
    reader = SecureCookieSessionInterface().get_signing_serializer(app)
    assert reader is not None
    return digest(reader.loads(phone.cookie.partition("=")[2])["participant"])


def stored(hall: Hall) -> Counter[str]:
    """The mark of every contribution, comment and vote of the whole process, and how often it is there."""
    tokens = hall.rows("SELECT token FROM contribution UNION ALL SELECT token FROM comment")
    votes = hall.rows(
        "SELECT participant.key_hash, vote.option_id FROM vote JOIN ballot_paper ON ballot_paper.id = vote.paper_id"
        " JOIN participant ON participant.id = ballot_paper.participant_id WHERE ballot_paper.ballot_id = :ballot",
        ballot=hall.ids.open_ballot,
    )
    return Counter([token for (token,) in tokens] + [f"{person}:{option}" for person, option in votes])


def settle(finding: Finding, hall: Hall, ledger: Ledger, planned: int) -> None:
    """After everything was delivered: each thing is there once, was confirmed, and the database is whole."""
    there = stored(hall)
    finding.expect("confirmed", len(ledger.acked), planned)
    finding.expect("confirmed and not there", [mark for mark in ledger.acked if mark not in there], [])
    finding.expect("there twice", [mark for mark in ledger.sent if there[mark] > 1], [])
    finding.expect("failures other than 'in a moment'", set(ledger.failures) - {503}, set())
    finding.expect("what the database finds broken", hall.damage(), [])


def _token(luck: Random) -> str:
    return str(uuid.UUID(int=luck.getrandbits(128), version=4))
