"""A QR code that is put together from its bits is the one that a library computes."""

import re

import pytest
import segno

from ideenboard.base.qr import ANY_PATTERN, qr_svg

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "target", ["http://localhost/beleg/AAAAAAAA", "https://ideen.example/beleg/K7M4PQ2Z", "x" * 120]
)
def test_a_code_out_of_bits_is_that_of_the_library(target: str) -> None:
    code = segno.make(target, error="m", micro=False, mask=ANY_PATTERN, mode="byte")
    size = len(code.matrix)
    drawn = qr_svg(target, pattern=ANY_PATTERN)
    dark = {
        (int(y), int(x) + step)
        for x, y, width in re.findall(r"M(\d+) (\d+)\.5h(\d+)", drawn)
        for step in range(int(width))
    }
    assert f'viewBox="0 0 {size} {size}"' in drawn
    assert dark == {(y, x) for y in range(size) for x in range(size) if code.matrix[y][x]}
