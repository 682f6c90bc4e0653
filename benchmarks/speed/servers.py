"""Ours and the floor as processes of their own, on one database, each served as `ideenboard serve` does."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.floor import DATABASE

ROOT = Path(__file__).resolve().parents[2]
SECRET = "speed" * 8 + "0123456789"
# A busy machine takes its time; how long it took is measured all the same.
PATIENCE = 180


@dataclass(frozen=True)
class Server:
    """A server that runs, and how long it took until it answered."""

    port: int
    pid: int
    started_in: float

    @property
    def memory(self) -> float:
        """What the process that answers holds now, in MB."""
        return max(_resident(pid) for pid in (self.pid, *_children(self.pid)))


def environment(folder: Path, port: int) -> dict[str, str]:
    """What configures an installation in this folder."""
    settings = {"INSTANCE_DIR": str(folder), "SECRET_KEY": SECRET, "PORT": str(port)}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), DATABASE: str(folder / "ideenboard.db"), **settings}


def make(folder: Path, port: int, contributions: int, votes: int = 100_000) -> "subprocess.Popen[bytes]":
    """Begin to fill a database in this folder, in a process of its own."""
    folder.mkdir()
    command = [sys.executable, "-m", "benchmarks.speed.rows", str(contributions), str(votes)]
    return subprocess.Popen(command, cwd=ROOT, env=environment(folder, port))


@contextmanager
def ours(folder: Path, port: int) -> Iterator[Server]:
    """`ideenboard serve` on the database in this folder."""
    with _running([str(Path(sys.executable).with_name("ideenboard")), "serve"], folder, port) as server:
        yield server


@contextmanager
def floor(folder: Path, port: int) -> Iterator[Server]:
    """The bare pages on the same database."""
    with _running([sys.executable, "-m", "benchmarks.speed.floor", str(port)], folder, port) as server:
        yield server


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[Server]:
    began = time.perf_counter()
    with (folder / f"{port}.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(folder, port), stdout=log, stderr=log)
    try:
        _wait(process, port, began + PATIENCE)
        yield Server(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, until: float) -> None:
    # An answer, not only an open port: granian listens before its worker has loaded the application.
    while time.perf_counter() < until:
        if process.poll() is not None:
            sys.exit(f"A server ended with code {process.returncode}; its log lies beside the database.")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if connection.recv(12).startswith(b"HTTP/1.1"):
                    return
        except OSError:
            pass
        time.sleep(0.02)
    sys.exit("A server did not answer in time.")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
