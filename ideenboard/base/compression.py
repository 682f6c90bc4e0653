"""Pages go over the air compressed, also where no proxy stands in front: a hall has one bad Wi-Fi."""

from flask import Flask, Response, request
from flask_compress import Compress

compress = Compress()


def init_app(app: Flask) -> None:
    """Compress what is text, as the last thing before an answer leaves."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIMETYPES=["text/html", "text/javascript", "application/json", "image/svg+xml"],
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
    )
    compress.init_app(app)

    @app.after_request
    def pack(response: Response) -> Response:
        # Who can make somebody's browser ask again and again, and watch how long the answers are, can guess the secrets
        # in them (BREACH). Asked from elsewhere, a page is as long as it is.
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return response
        return compress.after_request(response)
