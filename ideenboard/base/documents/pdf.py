"""A document as PDF/UA: tagged, so that a screen reader finds headings, lists, and the heads of a table."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from ideenboard.base.documents.blocks import Document
from ideenboard.base.tables import for_xml

# The texts come in as data, which typst shows and never reads as markup.
TEMPLATE = Path(__file__).with_name("document.typ")
STANDARD = "PDF/UA-1"


def pdf(document: Document) -> bytes:
    """Write a document as tagged PDF; the package typst must be there."""
    # An extra, and large: who takes no PDF away does not wait for it.
    import typst

    blocks = [{"kind": type(block).__name__.lower()} | asdict(block) for block in document.blocks]
    content = json.dumps(_carried(asdict(document) | {"blocks": blocks}))

    compile_pdf: Callable[..., bytes] = typst.compile
    compiled = partial(compile_pdf, TEMPLATE.read_bytes(), format="pdf", sys_inputs={"document": content})
    try:
        return compiled(pdf_standards="ua-1")
    except typst.TypstError as error:
        # A letter that no font here has shows as an empty box. That breaks the standard; the tags are there all the
        # same, and a document with a box is worth more than none.
        if not error.message.startswith(STANDARD):
            raise
        return compiled()


def _carried(value: Any) -> Any:
    """Every text without what no file can hold, and every set as a list."""
    if isinstance(value, str):
        return for_xml(value)
    if isinstance(value, dict):
        return {key: _carried(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_carried(part) for part in value]
    return value
