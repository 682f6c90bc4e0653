"""What a comment may be."""

COMMENT_MAX = 1000
