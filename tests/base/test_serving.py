"""`ideenboard serve` begins with where it is, ends cleanly, and says in one line when it cannot begin."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import wsgi

ROOT = Path(__file__).parents[2]


def command(*arguments: str, instance: Path, port: int = 8000) -> subprocess.Popen[str]:
    code = "import wsgi; wsgi.main()"
    env = {"PATH": os.environ["PATH"], "INSTANCE_DIR": str(instance), "PORT": str(port)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_one_line_and_no_traceback(tmp_path: Path, taken: int) -> None:
    process = command("serve", instance=tmp_path, port=taken)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1 and out == ""
    assert err.startswith(f"ideenboard: Cannot listen on 127.0.0.1:{taken}: ") and err.count("\n") == 1


@pytest.mark.slow
def test_it_starts_from_nothing_and_serves_until_it_is_stopped(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = command("start", instance=tmp_path, port=port)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(3)]
    assert "up to date" in said[0] and "demo" in said[1] and f"http://127.0.0.1:{port}" in said[2]
    assert _answer(f"http://127.0.0.1:{port}/health/live") == b"ok"
    _watch_its_worker(process.pid, tmp_path, port)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0 and "Traceback" not in out + err


def _watch_its_worker(pid: int, instance: Path, port: int) -> None:
    worker = _worker_of(pid)
    # A lock that only the parent held would not keep another program from taking away the log that the worker writes.
    assert _answer(f"http://127.0.0.1:{port}/") and worker in _holders_of(instance / "ideenboard.db")
    os.kill(worker, signal.SIGKILL)
    assert _answer(f"http://127.0.0.1:{port}/health/ready") == b"ok" and _worker_of(pid) != worker


def _worker_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def _holders_of(file: Path) -> set[int]:
    locks = (line.split() for line in Path("/proc/locks").read_text().splitlines())
    return {int(lock[-4]) for lock in locks if lock[-3].endswith(f":{file.stat().st_ino}")}


def _answer(address: str) -> bytes:
    for _try in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310
                return bytes(response.read())
        except OSError:
            signal.sigtimedwait([], 0.1)
    raise AssertionError("the server never answered")


def test_starting_loads_no_science(tmp_path: Path) -> None:
    """Ranking and grouping need numpy and more; a phone that joins must not pay for it."""
    heavy = "{'numpy', 'scipy', 'xlsxwriter', 'odf', 'openpyxl'}"
    code = f"import sys, wsgi; wsgi.create(); print(sorted({heavy} & set(sys.modules)))"
    env = {"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path)}
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, text=True, capture_output=True, timeout=60)
    assert found.stdout.strip() == "[]", found.stderr


def last_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str, **env: str) -> str:
    """What the command ends with, in this process: Python prints it as it is and ends with 1."""
    monkeypatch.setattr("sys.argv", ["ideenboard", *arguments])
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        wsgi.main()
    said = capsys.readouterr()
    assert said.out == said.err == "" and isinstance(end.value.code, str)
    return end.value.code


def test_a_database_that_was_never_made_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = last_words(monkeypatch, capsys, "processes", INSTANCE_DIR=str(tmp_path))
    assert "\n" not in said and "run: ideenboard init" in said


def test_a_wrong_setting_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = last_words(monkeypatch, capsys, "init", INSTANCE_DIR=str(tmp_path), PORT="http")
    assert said == "ideenboard: PORT must be a whole number from 1 to 65535, not 'http'."
