"""The floor: what the same work costs without us. Bare Flask, the same database file, the same server."""

import os
import sqlite3
import sys
import threading
from typing import Any

from flask import Flask

from ideenboard.base.commands import server

DATABASE = "FLOOR_DATABASE"
PAGE = """<!doctype html>
<html lang="de"><head><meta charset="utf-8"><title>Floor</title><link rel="stylesheet" href="/static/floor.css"></head>
<body><main><h1>Contributions</h1><ul>
{% for id, kind, title, text, support_count, created_at in rows %}
<li class="card is-{{ kind }}" id="c{{ id }}"><div class="card__head"><span class="kind">{{ kind }}</span>
  <span class="meta">{{ created_at }}</span></div>
  <h2 class="card__title"><a href="/contributions/{{ id }}">{{ title }}</a></h2><p class="card__text">{{ text }}</p>
  <div class="card__foot"><form method="post" action="/contributions/{{ id }}/support">
  <button type="submit" class="toggle" aria-pressed="false">Support {{ support_count }}</button></form></div></li>
{% endfor %}
</ul></main></body></html>"""
CARDS = """SELECT id, kind, title, text, support_count, created_at FROM contribution
WHERE workshop_id = 1 AND status = 'published' ORDER BY id DESC LIMIT 25"""
DETAIL = """<!doctype html>
<html lang="de"><head><meta charset="utf-8"><title>Floor</title><link rel="stylesheet" href="/static/floor.css"></head>
<body><main><article class="card is-{{ kind }}"><p class="meta">{{ kind }}, {{ created_at }}</p>
<h1>{{ title }}</h1><p>{{ text }}</p><p>{{ support_count }}</p></article>
<ol>{% for id, text, created_at in comments %}
<li class="card" id="k{{ id }}"><p>{{ text }}</p><p class="meta">{{ created_at }}</p></li>
{% endfor %}</ol></main></body></html>"""
NAMES = ("kind", "title", "text", "support_count", "created_at", "thread_id")
ONE = f"SELECT {', '.join(NAMES)} FROM contribution WHERE id = ? AND status = 'published'"  # noqa: S608
COMMENTS = "SELECT id, text, created_at FROM comment WHERE thread_id = ? ORDER BY id"


def create() -> Flask:
    """Two pages and a greeting, each as directly as Flask, Jinja and sqlite3 allow."""
    app = Flask(__name__)
    page, detail = app.jinja_env.from_string(PAGE), app.jinja_env.from_string(DETAIL)
    own = threading.local()

    def ask(query: str, *values: int) -> list[Any]:
        if not hasattr(own, "connection"):
            own.connection = sqlite3.connect(os.environ[DATABASE])
        return own.connection.execute(query, values).fetchall()

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get("/cards")
    def cards() -> str:
        return page.render(rows=ask(CARDS))

    @app.get("/cards/<int:number>")
    def card(number: int) -> str:
        found = dict(zip(NAMES, ask(ONE, number)[0], strict=True))
        return detail.render(comments=ask(COMMENTS, found["thread_id"]), **found)

    return app


if __name__ == "__main__":
    server("benchmarks.speed.floor:create", "127.0.0.1", int(sys.argv[1])).serve()
