"""The real server as a process group of its own: started as people start it, stopped as machines fail."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.halls import ROOT, Hall

LONGEST_START = 60.0
# The same command, but what it serves has switches for its guards.
WITH_SWITCHES = "from benchmarks.guards import main; main()"
AS_SHIPPED = "from wsgi import main; main()"


class Server:
    """`ideenboard serve` on a hall."""

    def __init__(self, hall: Hall, port: int, *, switches: bool = False, **settings: str) -> None:
        self.hall = hall
        self.port = port
        self._command = [sys.executable, "-c", WITH_SWITCHES if switches else AS_SHIPPED, "serve"]
        self._env = hall.environment | {"PORT": str(port)} | settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it, and say after how many seconds it was ready for requests."""
        began = time.monotonic()
        with (self.hall.folder / f"server-{self.port}.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        while self.readiness() != 200:
            assert self._process.poll() is None, f"the server ended: {self.log[-2000:]}"
            assert time.monotonic() < began + LONGEST_START, "the server never became ready"
            time.sleep(0.05)
        return time.monotonic() - began

    def readiness(self) -> int:
        """The status of its own answer to whether it is ready; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=10) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def leave_out(self, *guards: str) -> None:
        """Take these guards away, and put all others back; they stay so when it is started anew."""
        (self.hall.folder / "guards-off").write_text(" ".join(guards))

    def kill(self) -> None:
        """Let the whole group vanish from one instant to the next, as when the machine fails."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def ask_to_stop(self) -> None:
        """Ask it politely."""
        assert self._process is not None
        self._process.terminate()

    def ended(self, within: float) -> int | None:
        """Its exit code; None where it still runs after so many seconds."""
        assert self._process is not None
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """End it, whatever state it is in."""
        if self._process is not None and self._process.poll() is None:
            self.ask_to_stop()
            if self.ended(30) is None:
                self.kill()

    @property
    def log(self) -> str:
        """What it said."""
        return (self.hall.folder / f"server-{self.port}.log").read_text(errors="replace")


@contextmanager
def serving(hall: Hall, *, switches: bool = False, **settings: str) -> Iterator[Server]:
    """A server that runs while the block does; one whose guards have switches is not quite the shipped one."""
    server = Server(hall, free_port(), switches=switches, **settings)
    try:
        server.start()
        yield server
    finally:
        server.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
