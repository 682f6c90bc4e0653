"""The console command, run inside the test's own transaction."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from ideenboard.base.cli import run

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


Console = Callable[..., Said]


def make_console(app: Flask, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    """A function that runs `ideenboard` with some arguments."""

    def console(*arguments: object, stdin: str = "") -> Said:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            run(app, [str(argument) for argument in arguments])
        said = capsys.readouterr()
        if isinstance(end.value.code, str):
            return Said(1, said.out, said.err + end.value.code)
        return Said(int(end.value.code or 0), said.out, said.err)

    return console


def needs_data(name: str) -> pytest.MarkDecorator:
    """Skip where the real data is not at hand: it is not part of the project."""
    return pytest.mark.skipif(not (DATA / name).is_file(), reason=f"needs ../shared/data/{name}")
