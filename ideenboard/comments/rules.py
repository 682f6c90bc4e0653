"""What a comment may be."""

COMMENT_MAX = 1000


def is_called(name: str, text: str) -> bool:
    """Whether a note calls for somebody: @ and the name, however its case was typed."""
    return f"@{name.casefold()}" in " ".join(text.casefold().split())
