"""Redirects stay on this site."""

import pytest

from ideenboard.base.paths import local_path


@pytest.mark.parametrize("target", ["/", "/w/KR7M4P/board?kind=idea", "/processes/x#top"])
def test_paths_of_this_site_are_followed(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "/\tx",
        "/x\n",
        "",
        None,
        "javascript:x",
        "/a\\b",
    ],
)
def test_everything_else_is_not(target: str | None) -> None:
    assert local_path(target) is None
