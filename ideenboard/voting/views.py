"""Views of this room."""

from flask import Blueprint

bp = Blueprint("voting", __name__)
