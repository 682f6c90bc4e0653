"""Reading a form as a browser does: what it sends when nobody changes anything."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    """Every form of a page, with the fields that it would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self._open: tuple[str, list[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "")
        if tag == "form":
            self.found.append({})
        elif not self.found:
            return
        elif tag == "input" and name and values.get("type", "text") not in ("submit", "button", "file"):
            if values.get("type") not in ("checkbox", "radio") or "checked" in values:
                self.found[-1][name] = values.get("value", "on")
        elif tag == "textarea":
            self._open = name, []
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in values or self._select not in self.found[-1]):
            self.found[-1][self._select] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._open:
            name, text = self._open
            self.found[-1][name] = "".join(text)
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[1].append(data)


def form_with(page: str, field: str) -> dict[str, str]:
    """What the form of a page sends that has this field."""
    reader = _Form()
    reader.feed(page)
    found = next((form for form in reader.found if field in form), None)
    assert found is not None, f"no form of the page has a field {field}"
    return found
