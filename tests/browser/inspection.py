"""What is looked for on every page: barriers, sideways scroll, hidden focus, and what the browser complains about."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

DESK, PHONE, SMALL = (1440, 900), (390, 844), (320, 640)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
# It is defined and not sent back.
AXE += ";undefined"
# What may differ in the other colours and the other size.
COLOURS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
# The elements themselves are told; the shortest selector of each would cost more than finding them.
RUN_AXE = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], selectors: false})
  .then(found => found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)).join('  ')))"""
# Text that is too wide, and not what scrolls in a box of its own.
TOO_WIDE = """() => { const root = document.scrollingElement, wide = root.scrollWidth - root.clientWidth;
  if (wide <= 0) return null;
  const scrolls = e => e && e !== root && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
  const guilty = [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e.parentElement))
    .map(e => e.outerHTML.slice(0, 90));
  return wide + ' px: ' + guilty.slice(0, 3).join('  '); }"""
# The ring may lie on the control, on its shadow element or on the tile around it.
RINGED = """from => { const ringed = s =>
    (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  for (let at = from; at && at !== document.body; at = at.parentElement)
    if (ringed(getComputedStyle(at)) || ringed(getComputedStyle(at, '::after'))) return true;
  return false; }"""
HIDDEN_FOCUS = f"""() => {{ const isRinged = {RINGED};"""
HIDDEN_FOCUS += """
  const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary');
  const bare = [];
  for (const e of all) {
    if (e.disabled || !e.checkVisibility({visibilityProperty: true})) continue;
    e.focus({preventScroll: true});
    if (document.activeElement !== e) continue;
    if (!isRinged(e)) bare.push(e.outerHTML.slice(0, 120));
  }
  return bare; }"""


def shows_focus(page: Page) -> bool:
    """Whether one can see where the keyboard is."""
    return bool(page.evaluate(f"() => ({RINGED})(document.activeElement)"))


def resize(page: Page, size: tuple[int, int], *, whole: bool = False) -> None:
    """Change the window; `whole` makes it as tall as the page, so that no fixed bar lies over anything."""
    asked = {"width": size[0], "height": size[1]}
    # Each change draws the page anew.
    if page.viewport_size != asked:
        page.set_viewport_size(asked)
    if whole:
        height = page.evaluate("document.scrollingElement.scrollHeight")
        if height > size[1]:
            page.set_viewport_size({"width": size[0], "height": height})


def barriers(page: Page, *, wide: bool) -> list[str]:
    """Every barrier of the page that is open now: in full on a desk (`wide`) or a phone, then dark on a phone."""
    size = DESK if wide else PHONE
    page.evaluate(AXE)
    resize(page, size, whole=not wide)
    found = [f"{size[0]} px: {violation}" for violation in page.evaluate(RUN_AXE, RULES)]
    page.emulate_media(color_scheme="dark")
    resize(page, PHONE, whole=True)
    found += [f"dark: {violation}" for violation in page.evaluate(RUN_AXE, COLOURS)]
    page.emulate_media(color_scheme="light")
    return found + _reflow(page, size) + _focus(page)


def _reflow(page: Page, large: tuple[int, int]) -> list[str]:
    """Text that runs out of the window: in a very small one, and when the letters are twice as large."""
    found = []
    for size, letters in ((SMALL, ""), (large, "200%")):
        resize(page, size)
        page.evaluate("size => document.documentElement.style.fontSize = size", letters)
        if over := page.evaluate(TOO_WIDE):
            found.append(f"window of {size[0]} px, letters {letters or 'as usual'}: {over}")
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def _focus(page: Page) -> list[str]:
    # Rings are for the keyboard: a first key tells the browser that there is one.
    page.keyboard.press("Tab")
    return [f"no focus to be seen: {element}" for element in page.evaluate(HIDDEN_FOCUS)]


def complaints_of(page: Page) -> list[str]:
    """A list that fills with every error and every request to elsewhere from now on."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.extend(_told(line)) if line.type == "error" else None)
    return said


def _told(line: Any) -> list[str]:
    # Browsers ask for it where a file without a head of its own, an export, is shown.
    address = line.location.get("url", "")
    return [] if address.endswith("/favicon.ico") else [f"{line.text} {address}"]
