"""A page of the site turned into a page in a folder: where it lies, and its links made relative."""

import html
import re
from collections.abc import Callable, Mapping
from mimetypes import guess_extension
from posixpath import dirname, relpath
from urllib.parse import parse_qsl, urlsplit

# Our own pages are valid HTML with every value in double quotes (the tests see to it), so their tags can be read so.
_TAG = re.compile(r'<(?:[a-zA-Z][^\s/>"]*)(?:\s+[^\s=>"/]+(?:="[^"]*")?)*\s*/?>')
_ADDRESS = re.compile(r'\s(href|src)="([^"]*)"')
# What needs a server: forms, scripts, what htmx and the browser's install dialogue ask for.
_SERVED = re.compile(r"<form\b.*?</form>|<script\b.*?</script>|<link rel=\"(?:manifest|alternate)\"[^>]*>", re.S)
_ICON = re.compile(r'<use href="[^"#]*icons\.svg#([^"]+)"')
_HTMX = re.compile(r'\s(?:hx-[\w:-]+|data-(?:changes|more))(?:="[^"]*")?')


def is_ours(address: str) -> bool:
    """Whether an address in a page leads to the server the page came from."""
    return address.startswith("/") and not address.startswith("//")


def addresses_in(page: str) -> list[str]:
    """The addresses on this server that a page leads to, without the places within them."""
    found = [html.unescape(value) for tag in _TAG.findall(_shown(page)) for _name, value in _ADDRESS.findall(tag)]
    return [address.partition("#")[0] for address in found if is_ours(address)]


def file_of(address: str, media_type: str) -> str:
    """Where in the folder an address lies: pages as index.html of folders, files under the name they have."""
    parts = urlsplit(address)
    path = parts.path.strip("/")
    if media_type == "text/html":
        more = "".join(f"-{name}-{value}" for name, value in parse_qsl(parts.query))
        name = re.sub(r"[^\w-]", "_", f"index{more}") + ".html"
        return f"{path}/{name}" if path else name
    if "." not in path.rpartition("/")[2]:
        path += guess_extension(media_type) or ""
    return path


def relinked(page: str, file: str, place: Callable[[str], str | None]) -> str:
    """The page with links that hold in the folder. place: the file of an address; links to what has none are words."""

    def address(match: re.Match[str]) -> str:
        name, value = match.group(1), html.unescape(match.group(2))
        if not is_ours(value):
            return match.group(0)
        target, _, anchor = value.partition("#")
        found = place(target)
        if found is None:
            return ""
        relative = relpath(found, dirname(file) or ".") + (f"#{anchor}" if anchor else "")
        return f' {name}="{html.escape(relative)}"'

    return _TAG.sub(lambda tag: _HTMX.sub("", _ADDRESS.sub(address, tag.group(0))), _shown(page))


def with_icons(page: str, symbols: Mapping[str, str]) -> str:
    """The page with the icons it shows in itself: from a folder a browser takes no picture out of another file."""
    used = {name: symbols[name] for name in _ICON.findall(page) if name in symbols}
    sprite = f'<svg class="kern-sr-only" aria-hidden="true">{"".join(used.values())}</svg>'
    return _ICON.sub(r'<use href="#\1"', page).replace("</body>", f"{sprite}</body>")


def _shown(page: str) -> str:
    return _SERVED.sub("", page)
