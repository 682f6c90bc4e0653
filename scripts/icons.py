"""Draw the icons that phones put on their screen from static/mark.svg, into static/icons/.

python scripts/icons.py    after the mark has changed
"""

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from machine import find_chromium

STATIC = Path(__file__).resolve().parent.parent / "static"
# The mark's own colours.
ACCENT, WHITE = "#2044aa", "#fff"
# Of an icon that the phone cuts to its own shape only the inner four fifths are sure to be seen.
SAFE = 0.62


def main() -> None:
    """Draw every icon."""
    mark = (STATIC / "mark.svg").read_text()
    (STATIC / "icons").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for size in (192, 512):
            draw(browser, mark, size, f"any-{size}.png")
        draw(browser, on_ground(mark), 512, "maskable-512.png")
        draw(browser, on_ground(mark), 180, "apple-180.png")
        browser.close()


def on_ground(mark: str) -> str:
    """The mark in white on a ground of its colour that runs to all edges."""
    swapped = mark.replace(ACCENT, "?").replace(WHITE, ACCENT).replace("?", WHITE)
    inner = swapped[swapped.index(">") + 1 : swapped.rindex("</svg>")]
    edge = 32 * (1 - SAFE) / 2
    place = f'<g transform="translate({edge:.2f} {edge:.2f}) scale({SAFE})">{inner}</g>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    return f'{head}<rect width="32" height="32" fill="{ACCENT}"/>{place}</svg>'


def draw(browser: Browser, svg: str, size: int, name: str) -> None:
    """Take a picture of a drawing, in a window of exactly its size."""
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(f'<body style="margin:0">{svg.replace("<svg ", f"<svg width={size} height={size} ", 1)}</body>')
    page.screenshot(path=STATIC / "icons" / name, omit_background=True)
    page.close()


if __name__ == "__main__":
    main()
