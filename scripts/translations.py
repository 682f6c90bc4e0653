"""Keep the German catalogues: one per room, beside the code whose words it translates.

python scripts/translations.py update    collect the English texts of every room into its messages.po
python scripts/translations.py compile   make the .mo files that the program reads
python scripts/translations.py check     name every text that has no German yet, or another one in another room
"""

import sys
from collections.abc import Callable
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    **dict.fromkeys(("_", "_l", "N_", "gettext", "lazy_gettext"), None),
    **dict.fromkeys(("ngettext", "lazy_ngettext", "_n"), (1, 2)),
    **dict.fromkeys(("pgettext", "lazy_pgettext", "_p"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext",), ((1, "c"), 2, 3)),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
# The base speaks through the shared templates and the error pages.
SHARED_TEMPLATES = {"base": ("_ui", "errors", ".")}


def rooms() -> list[Path]:
    """The folders of the rooms."""
    return sorted(path.parent for path in (ROOT / "ideenboard").glob("*/__init__.py"))


def catalogue(room: Path) -> Path:
    """Where a room's German stands."""
    return room / "translations" / "de" / "LC_MESSAGES" / "messages.po"


def collect(room: Path) -> Catalog:
    """The English texts in a room's code and templates."""
    template = Catalog(project="ideenboard", charset="utf-8")
    folders = [room] + [ROOT / "templates" / name for name in SHARED_TEMPLATES.get(room.name, (room.name,))]
    for folder in folders:
        found = extract_from_dir(folder, METHODS, keywords=KEYWORDS, directory_filter=_is_own(folder))
        for _file, _line, message, _comments, context in found:
            template.add(message, context=context, flags=())
    return template


def _is_own(folder: Path) -> Callable[[str], bool]:
    # templates/base.html lies beside the rooms' folders; those are collected with their rooms.
    return (lambda path: False) if folder.name == "templates" else (lambda path: "translations" not in str(path))


def updated(room: Path) -> Catalog:
    """The room's catalogue with today's texts; what is not used any more is dropped."""
    path = catalogue(room)
    with path.open("rb") if path.exists() else open("/dev/null", "rb") as file:
        known = read_po(file, locale="de", charset="utf-8")
    known.update(collect(room), no_fuzzy_matching=True)
    known.obsolete.clear()
    return known


def update() -> None:
    """Write every room's catalogue anew."""
    for room in rooms():
        fresh = updated(room)
        if len(fresh):
            catalogue(room).parent.mkdir(parents=True, exist_ok=True)
            with catalogue(room).open("wb") as file:
                write_po(file, fresh, width=0, no_location=True, omit_header=True, sort_output=True)


def compile_all() -> None:
    """Make the files that gettext reads."""
    for room in rooms():
        if catalogue(room).exists():
            with catalogue(room).open("rb") as source, catalogue(room).with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source, locale="de"))


def missing() -> list[str]:
    """The texts that a German reader would meet in English, as "room: text"."""
    return [
        f"{room.name}: {message.id}"
        for room in rooms()
        for message in updated(room)
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def clashes() -> list[str]:
    """The texts for which rooms have different German, as "text: room, room": the catalogues are read as one."""
    said: dict[tuple[object, object], dict[str, set[str]]] = {}
    for room in rooms():
        for message in updated(room):
            if message.id:
                said.setdefault((message.context, message.id), {}).setdefault(str(message.string), set()).add(room.name)
    return [
        f"{text}: {', '.join(sorted(set().union(*ways.values())))}"
        for (_c, text), ways in said.items()
        if len(ways) > 1
    ]


def main(task: str) -> None:
    """Run one of the three tasks."""
    if task == "check":
        if lines := missing() + clashes():
            sys.exit("\n".join(lines))
    elif task in ("update", "compile"):
        {"update": update, "compile": compile_all}[task]()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
