"""What a phone waits for before it forgets what it sent: its own token in X-Ack, given after the commit."""

import re
from typing import TypeVar

from flask import request
from werkzeug.wrappers import Response

Answer = TypeVar("Answer", bound=Response)

# What a phone may call one thing that it sends.
USABLE = re.compile(r"\A[A-Za-z0-9_.-]{8,64}\Z")


def acknowledge(response: Answer) -> Answer:
    """Say that what came under the token of this request survives a power cut. Call it after the commit."""
    return acknowledge_token(response, request.form.get("token", ""))


def acknowledge_token(response: Answer, token: str) -> Answer:
    """The same for a token that this request only asks about."""
    if USABLE.match(token):
        response.headers["X-Ack"] = token
    return response
