"""Views of this room."""

from flask import Blueprint

bp = Blueprint("comments", __name__)
