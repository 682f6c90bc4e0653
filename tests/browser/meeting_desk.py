"""What somebody does at the desk before, during and after a follow-up meeting."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.way import Coordinator


@dataclass
class Desk(Coordinator):
    """Somebody who coordinates, on one day of the two years."""

    def make_agenda(self, event: int, *titles: str) -> None:
        """Let the agenda build itself, and read what is on it."""
        self.page.goto(f"/desk/events/{event}/meeting")
        self.press("Make the agenda")
        expect(self.page.locator("#agenda li h3")).to_have_text(
            [re.compile(rf"^{n}\. {re.escape(title)} ") for n, title in enumerate(titles, start=1)]
        )

    def begin(self) -> None:
        self.follow("Hold the meeting")

    def talk_about(self, title: str) -> Locator:
        """Choose an item of the agenda in the room; the form for what is resolved."""
        self.page.get_by_role("navigation", name="Tagesordnung").get_by_role("link", name=title).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        return self.page.get_by_role("form", name="Notizen und Beschluss")

    def resolve(self, title: str, verdict: str, said: dict[str, str], number: str, step: str = "") -> None:
        """Say how it goes on with an item, and find it kept under its number."""
        form = self.talk_about(title)
        form.get_by_text(verdict, exact=True).click()
        for label, words in said.items():
            form.get_by_label(label, exact=True).fill(words)
        if step:
            form.get_by_text("Was sich im Plan ändert").click()
            form.get_by_label("Meilenstein, der den neuen Tag bekommt").select_option(step)
        form.get_by_role("button", name="Festhalten", exact=True).click()
        expect(self.page.get_by_text(f"Beschluss {number} ist festgehalten.")).to_be_visible()

    def finish_minutes(self) -> str:
        """End the meeting, and see that somebody else has to read the minutes; their address at the desk."""
        self.page.get_by_role("navigation", name="Treffen").get_by_role("link", name="Protokoll").click()
        self.press("End the meeting, finish the minutes")
        expect(self.page.get_by_text("Jemand anderes aus der Koordination muss es lesen.")).to_be_visible()
        expect(self.page.get_by_role("button", name="Protokoll veröffentlichen")).to_have_count(0)
        return self.page.url

    def publish_minutes(self, address: str) -> None:
        self.page.goto(address)
        self.press("Publish the minutes")
        expect(self.page.get_by_text("Das Protokoll ist jetzt öffentlich.")).to_be_visible()
