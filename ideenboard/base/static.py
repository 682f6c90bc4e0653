"""Files under /static: served compressed and for a year, under addresses that change with their content."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, request
from whitenoise import WhiteNoise

from ideenboard.base.headers import YEAR


def init_app(app: Flask) -> None:
    """Let WhiteNoise answer /static, and give templates `asset()` for addresses with a content mark."""
    root = Path(app.static_folder or "")

    @lru_cache
    def mark(path: str) -> str:
        return hashlib.sha256((root / path).read_bytes()).hexdigest()[:10]

    def asset(path: str) -> str:
        # What url_for() says, in a fiftieth of its time: a page names a dozen files.
        return f"{request.script_root}{app.static_url_path}/{path}?v={mark(path)}"

    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(root),
        prefix="static/",
        max_age=0 if app.debug else YEAR,
        autorefresh=app.debug or app.testing,
    )
