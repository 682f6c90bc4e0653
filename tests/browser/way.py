"""The steps of the whole way as people take them, in their language and with or without script."""

import re
from dataclasses import dataclass, field

from flask import Flask
from flask_babel import force_locale, gettext, pgettext
from playwright.sync_api import Locator, Page, expect


@dataclass
class Words:
    """What the buttons and labels say in one language, from the product's own catalogue."""

    app: Flask
    language: str

    def __call__(self, text: str, context: str = "", /, **values: object) -> str:
        with self.app.test_request_context(), force_locale(self.language):
            return pgettext(context, text, **values) if context else gettext(text, **values)


@dataclass
class Coordinator:
    """Somebody at the desk of one process."""

    page: Page
    say: Words
    slug: str
    paths: dict[str, str] = field(default_factory=dict)

    def go(self, path: str) -> None:
        self.page.goto(f"/desk/{self.slug}/{path}")

    def press(self, text: str, context: str = "", /, within: Locator | None = None, **values: object) -> None:
        name = self.say(text, context, **values)
        (within or self.page.get_by_role("main")).get_by_role("button", name=name).first.click()

    def follow(self, text: str, /, within: Locator | None = None) -> None:
        (within or self.page.get_by_role("main")).get_by_role("link", name=self.say(text)).first.click()

    def fill(self, text: str, value: str) -> None:
        self.page.get_by_label(re.compile("^" + re.escape(self.say(text)))).first.fill(value)

    def create_event(self, title: str) -> None:
        self.go("events")
        self.follow("New event")
        self.fill("Title", title)
        self.fill("Date", "2027-01-21")
        self.fill("Begins at", "10:00")
        self.fill("Ends at", "15:30")
        self.fill("Place", "Rathaus")
        self.press("Create event")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def create_workshop(self, title: str) -> str:
        """Open a room in which everything waits for approval, and return the link behind its QR code."""
        self.follow("New workshop")
        self.fill("Title", title)
        self.page.locator("[name=moderation][value=before]").check()
        self.press("Create workshop")
        self.page.get_by_role("heading").get_by_text(title).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        self.paths["workshop"] = self.page.url
        self.on_to("Collecting")
        return self.page.get_by_text(re.compile(r"/w/\w{6}$")).inner_text()

    def on_to(self, phase: str) -> None:
        self.page.goto(self.paths["workshop"])
        name = self.say(phase, "phase")
        self.press("On to “%(phase)s”", phase=name)
        expect(self.page.get_by_text(self.say("Now: %(phase)s", phase=name))).to_be_visible()

    def publish(self, *titles: str) -> None:
        """Approve several at once."""
        self.go("queue")
        for title in titles:
            self.page.get_by_label(self.say("Select: %(title)s", title=title)).check()
        self.press("Publish", within=self.page.locator("#bulk-form"))
        for title in titles:
            expect(self.page.locator("#rows").get_by_text(title)).to_have_count(0)

    def hide(self, title: str, why: str) -> None:
        self.go("queue")
        self.page.locator("#rows").get_by_role("link", name=title).click()
        panel = self.page.locator("#panel")
        expect(panel.get_by_role("heading", name=title)).to_be_visible()
        panel.locator("[name=reason]").nth(1).check()
        panel.locator("[name=explanation]").fill(why)
        panel.locator("#hide").click()
        expect(self.page.locator("#rows").get_by_text(title)).to_have_count(0)

    def cluster(self, name: str, *titles: str) -> None:
        self.go("clusters")
        for title in titles:
            self.page.locator("#unsorted-list").get_by_label(title).check()
        bar = self.page.locator("#pick-form")
        bar.get_by_text(self.say("New cluster"), exact=True).click()
        bar.locator("[name=title]").fill(name)
        bar.locator("#create").click()
        expect(self.page.locator("#bundles").get_by_role("heading", name=name)).to_be_visible()
        for title in titles:
            expect(self.page.locator("#unsorted-list").get_by_text(title)).to_have_count(0)

    def open_ballot(self, question: str, single: str) -> None:
        """Put the clusters and one more contribution to the vote by points."""
        self.go("ballots")
        self.follow("New vote")
        self.fill("Question", question)
        self.page.locator("[name=method][value=points]").check()
        self.press("Prepare vote")
        self.follow("Single contributions")
        self.page.get_by_role("checkbox", name=single).check()
        self.press("Save")
        self.go("ballots")
        self.press("Open vote")
        expect(self.page.get_by_role("link", name=self.say("Close vote"))).to_be_visible()

    def close_ballot(self) -> None:
        self.go("ballots")
        self.follow("Close vote")
        self.press("Close vote")
        expect(self.page.get_by_role("button", name=self.say("Publish result")).first).to_be_visible()

    def publish_result(self) -> None:
        self.go("publish")
        self.press("Publish result")
        expect(self.page.get_by_role("button", name=self.say("Take back"))).to_be_visible()

    def make_measure(self, cluster: str, title: str) -> None:
        """Turn a cluster into a measure of the plan, and publish the plan."""
        self.go("clusters")
        self.page.locator("#bundles").get_by_role("link", name=f"{self.say('Edit')}: {cluster}").click()
        self.follow("Make a measure of it")
        self.fill("Title", title)
        self.page.locator("[name=state][value=running]").check()
        self.page.locator("[name=milestones-0-title]").fill("Erster Schritt")
        self.page.locator("[name=milestones-0-planned_on]").fill("2027-06-01")
        self.press("Save")
        expect(self.page.get_by_text(self.say("The measure is in the plan."))).to_be_visible()
        self.press("Publish", "plan")
        expect(self.page.get_by_text(re.compile("^" + self.say("public since %(date)s", date="")))).to_be_visible()


@dataclass
class Phone:
    """A participant with a phone."""

    page: Page
    say: Words
    link: str
    receipts: dict[str, str] = field(default_factory=dict)

    def join(self) -> None:
        self.page.goto(self.link)
        self.page.get_by_role("button", name=self.say("Take part")).click()
        expect(self.page).to_have_url(re.compile("/contribute$"))

    def contribute(self, kind: str, title: str) -> None:
        self.page.goto(f"{self.link}/contribute")
        self.page.locator(f"[name=kind][value={kind}]").check(force=True)
        self.page.locator("[name=title]").fill(title)
        self.page.get_by_role("button", name=self.say("Send contribution")).click()
        heading = self.say("Thank you, your contribution has arrived.")
        expect(self.page.get_by_role("heading", name=heading)).to_be_visible()
        href = self.page.get_by_role("link", name=self.say("Open the receipt")).get_attribute("href")
        self.receipts[title] = href or ""

    def support_and_comment(self, title: str, comment: str) -> None:
        self.page.goto(f"{self.link}/board")
        card = self.page.locator("#cards > li").filter(has_text=title)
        card.get_by_role("button", name=re.compile(self.say("Support"))).click()
        expect(card.get_by_role("button", name=re.compile(self.say("Supported")))).to_be_visible()
        card.get_by_role("link", name=title).click()
        self.page.locator("#comment textarea").fill(comment)
        self.page.get_by_role("button", name=self.say("Send comment")).click()
        expect(self.page.locator("#comments").get_by_text(comment)).to_be_visible()

    def vote(self, question: str, points: dict[str, int], *, script: bool) -> None:
        self.page.goto(f"{self.link}/vote")
        # A single open ballot is shown at once.
        expect(self.page.get_by_role("heading", level=1)).to_have_text(question)
        for proposal, number in points.items():
            option = self.page.locator("[data-option]").filter(has_text=proposal)
            if script:
                for _ in range(number):
                    option.get_by_role("button", name=self.say("One point more")).click()
            else:
                option.locator("input[type=number]").fill(str(number))
        self.page.get_by_role("button", name=self.say("Hand in vote")).click()
        expect(self.page.get_by_text(self.say("Saved")).first).to_be_visible()

    def read_receipt(self, title: str) -> Locator:
        self.page.goto(self.receipts[title])
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        return self.page.get_by_role("main")
