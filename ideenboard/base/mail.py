"""Sending mail to coordinators, over the server that the environment names."""

import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from urllib.parse import urlsplit

from flask import current_app

from ideenboard.base.errors import Refusal

SECONDS = 20


@dataclass(frozen=True)
class Letter:
    """A mail of plain text."""

    to: str
    subject: str
    text: str


def send_all(letters: Iterable[Letter]) -> int:
    """Send these over one connection and give their number. Raises Refusal where no server is named or it refuses."""
    config = current_app.config
    if not config["SMTP_HOST"]:
        raise Refusal("No mail server is named: set SMTP_HOST (and SMTP_PORT, SMTP_USER, SMTP_PASSWORD, MAIL_FROM).")
    try:
        with _connected() as server:
            return sum(1 for letter in letters if server.send_message(_message(letter)) == {})
    except smtplib.SMTPException as error:
        raise Refusal(f"The mail server {config['SMTP_HOST']} refuses: {error}") from error


def _connected() -> smtplib.SMTP:
    config, safe = current_app.config, ssl.create_default_context()
    place = config["SMTP_HOST"], config["SMTP_PORT"]
    if config["SMTP_TLS"] == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=SECONDS, context=safe)
    else:
        server = smtplib.SMTP(*place, timeout=SECONDS)
    if config["SMTP_TLS"] == "starttls":
        server.starttls(context=safe)
    if config["SMTP_USER"]:
        server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
    return server


def _message(letter: Letter) -> EmailMessage:
    config, message = current_app.config, EmailMessage()
    message["From"], message["To"], message["Subject"] = config["MAIL_FROM"], letter.to, letter.subject
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=urlsplit(config["BASE_URL"]).hostname)
    # Nobody's out-of-office shall answer.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
