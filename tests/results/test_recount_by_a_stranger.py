"""Anybody can load a published result, count it again with nothing but Python, and find one changed vote."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.results import recount
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Method, Option
from tests.browsing import Client
from tests.results.making import CLEAR, closed, voted


def unpacked(client: Client, snapshot: ResultSnapshot, folder: Path) -> Path:
    answer = client.get(f"/results/{snapshot.ballot_id}/recount.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        archive.extractall(folder)
    return folder


def tampered(folder: Path) -> None:
    """One vote changed, and its checksum with it."""
    file, sums = folder / "ballots.csv", folder / "SHA256SUMS"
    lines = file.read_text().splitlines(True)
    ballot, option, value, counts = lines[1].split(",")
    lines[1] = f"{ballot},{option},{1 - int(value) if value in '01' else 1},{counts}"
    old = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_text("".join(lines))
    sums.write_text(sums.read_text().replace(old, hashlib.sha256(file.read_bytes()).hexdigest()))


PAPERS: dict[Method, list[tuple[int | None, list[int]]]] = {
    Method.POINTS: CLEAR,
    Method.SUPPORT: [(0, [1, 0, 1])] * 6 + [(0, [0, 1, 1])] * 3,
    Method.APPROVAL: [(0, [1, -1, 0])] * 6 + [(0, [0, 1, -1])] * 3,
    Method.CONSENSUS: [(0, [0, 5, 10])] * 6 + [(0, [2, 8, 3])] * 3,
    Method.RANKING: [(0, [1, 2, 3])] * 4 + [(0, [2, 3, 1])] * 3 + [(0, [3, 1, 2])] * 2,
    Method.BUDGET: [(0, [1, 0, 1])] * 6 + [(0, [0, 1, 1])] * 3,
}


@pytest.mark.parametrize("method", PAPERS, ids=str)
def test_each_method_is_counted_again_and_one_changed_vote_is_found(
    app: Flask, client: Client, tmp_path: Path, method: Method
) -> None:
    from ideenboard.results import actions
    from tests.factories import NOW

    ballot = voted(PAPERS[method], method=method, total=100 if method is Method.BUDGET else None)
    if method is Method.BUDGET:
        for option in db.session.scalars(db.select(Option)):
            option.cost = 30 + 20 * option.position
    snapshot = actions.close(ballot, by="system", at=NOW)
    actions.publish(ballot, by="system", at=NOW)
    db.session.commit()
    folder = unpacked(client, snapshot, tmp_path)
    assert recount.altered(folder) == recount.differences(folder) == []
    tampered(folder)
    assert recount.altered(folder) == []
    assert recount.differences(folder) != []


def test_the_program_stands_alone_and_says_so_in_words(app: Flask, client: Client, tmp_path: Path) -> None:
    folder = unpacked(client, closed(CLEAR), tmp_path)
    run: Any = lambda: subprocess.run(  # noqa: E731
        [sys.executable, "-I", "-S", folder / "recount.py"], capture_output=True, text=True, env={"PYTHONUTF8": "1"}
    )
    assert (run().returncode, "stimmt überein" in run().stdout) == (0, True)
    (folder / "options.csv").write_text("option,text,cost\n")
    assert run().returncode == 1 and "options.csv: Datei verändert" in run().stdout


def test_the_papers_are_the_published_ones(app: Flask, client: Client, tmp_path: Path) -> None:
    snapshot = closed(CLEAR)
    folder = unpacked(client, snapshot, tmp_path)
    digest = hashlib.sha256((folder / "ballots.csv").read_bytes()).hexdigest()
    page = client.get(f"/results/{snapshot.ballot_id}").text
    assert digest == snapshot.checksum and digest in page and "python3 recount.py" in page
    published = [entry for entry in history_of(snapshot.ballot.subject) if entry.action == "result.published"]
    assert published[0].data["ballots"] == digest
    result = json.loads((folder / "result.json").read_text())
    assert result["audit_head"] == snapshot.audit_head and len(result["audit_head"]) == 64
    assert all(
        result["audit_head"] in client.get(f"/results/{snapshot.ballot_id}{more}").text for more in ("", "/report")
    )
    assert result["turnout"]["papers"] == 16


def test_the_zip_is_the_same_each_time_and_tells_of_nobody(app: Flask, client: Client, tmp_path: Path) -> None:
    snapshot = closed(CLEAR)
    url = f"/results/{snapshot.ballot_id}/recount.zip"
    assert client.get(url).data == client.get(url).data
    lines = (unpacked(client, snapshot, tmp_path) / "ballots.csv").read_text().splitlines()
    assert lines[0] == "ballot,option,value,counts" and len(lines) == 1 + 16 * 4
    values = [line.split(",")[2] for line in lines[1::4]]
    assert values == sorted(values), "numbered by what they say"


def test_of_fewer_than_five_papers_none_lies_open(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR[:4])
    assert client.get(f"/results/{snapshot.ballot_id}/recount.zip").status_code == 404
    assert "recount.py" not in client.get(f"/results/{snapshot.ballot_id}").text
    assert snapshot.checksum is None
