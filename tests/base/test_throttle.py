"""Tries are counted in the database."""

from datetime import timedelta

import pytest
from flask import Flask

from ideenboard.base.errors import TooMany
from ideenboard.base.throttle import address_key, hit
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


def test_the_window_holds_the_limit_and_then_opens_again(app: Flask) -> None:
    for _ in range(3):
        hit("key", limit=3, per=MINUTE, at=NOW)
    with pytest.raises(TooMany):
        hit("key", limit=3, per=MINUTE, at=NOW)
    hit("other", limit=3, per=MINUTE, at=NOW)
    hit("key", limit=3, per=MINUTE, at=NOW + MINUTE)


def test_an_address_leaves_no_address(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.77"}):
        today, tomorrow = address_key(NOW), address_key(NOW + timedelta(days=1))
    assert "203" not in today and today != tomorrow and len(today) == 24
