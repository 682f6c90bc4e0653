"""How many statements a board costs where nothing of it is kept yet."""

from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from benchmarks.speed.phones import Phone
from benchmarks.speed.rows import CODE
from benchmarks.speed.servers import environment
from config import from_environment
from ideenboard import create_app
from ideenboard.base.prepared import Prepared


def statements_of_a_board(folder: Path) -> int:
    """Load a board once, and count what is sent to the database for it."""
    app = create_app(from_environment(environment(folder, 8110)))
    seen: list[str] = []
    ask = Prepared.rows

    def noted(question: Prepared, **values: object) -> object:
        seen.append("prepared")
        return ask(question, **values)

    event.listen(Engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    Prepared.rows = noted  # type: ignore[assignment, method-assign]
    try:
        answer = app.test_client(use_cookies=False).get(f"/w/{CODE}/board", headers=Phone(3).headers)
    finally:
        Prepared.rows = ask  # type: ignore[method-assign]
    if answer.status_code != 200:
        raise SystemExit(f"The board answers {answer.status_code}.")
    return len(seen)
