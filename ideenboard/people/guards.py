"""A guard for what cannot be taken back: who signed in long ago types the password again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, request, url_for

from ideenboard.base import clock
from ideenboard.base.htmx import done
from ideenboard.people.queries import signed_in
from ideenboard.people.rules import is_confirmed


def asks_again(back: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a view answer only when the password was typed lately; else ask for it, and lead to `back` (or here again).

    Who is not signed in is the view's own business.
    """

    def around(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answer(**given: Any) -> Any:
            login = signed_in()
            if login is None or is_confirmed(login.created_at, login.confirmed_at, clock.now()):
                return view(**given)
            target = _address(back, given) if back else request.full_path.rstrip("?")
            return done(url_for("confirm.form", next=target))

        return answer

    return around


def _address(endpoint: str, given: dict[str, Any]) -> str:
    """The address of a page, with those of these values that stand in it."""
    rule = next(current_app.url_map.iter_rules(endpoint))
    return url_for(endpoint, **{name: value for name, value in given.items() if name in rule.arguments})
