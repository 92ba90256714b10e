"""A page that is watched: what it asks of the world, what it complains of, and what axe-core finds in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Response

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe" / "axe.min.js").read_text("utf-8")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_PATIENCE = 30_000  # ms
_CUT = "net::ERR_"  # what the console says where there is no network
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")  # and the full-width marks of Chinese

UNSTUCK = """() => {
  const sheet = new CSSStyleSheet();  // what sticks to the edge of a screen hides what can be scrolled to
  const stuck = '.top, .bar, .scrubber, .queue, .levers > .buttons, .report > .buttons';
  sheet.replaceSync(`${stuck} { position: static !important }`);
  document.adoptedStyleSheets = [sheet];
}"""


class Watched:
    """A page whose faults are collected while it is used."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self._home = home
        self._expected = 200
        self._late: list[str] = []
        self.page.set_default_timeout(_PATIENCE)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._tell(f"script failed: {error}"))
        self.page.on("request", self._asked)
        self.page.on("dialog", self._asked_by_dialog)

    def go(self, address: str, status: int = 200) -> Page:
        """Open the address; anything but this status is a fault."""
        self._expected = status
        response = self.page.goto(address if address.startswith("http") else self._home + address)
        self._answered(response)
        return self.page

    def awaits(self, status: int) -> None:
        """What comes next is answered so."""
        self._expected = status

    def late(self, words: str) -> None:
        """The console may say so from now on: of a request that was under way, when the next page is there already."""
        self._late.append(words)

    def cut(self) -> None:
        """Take the network away."""
        self.late(_CUT)
        self.page.context.set_offline(True)

    def back(self) -> None:
        """The network is there again."""
        self.page.context.set_offline(False)

    def open(self, page: dict[str, Any]) -> Page:
        """A page of the list: by its address, or by the form there that leads to it. Nobody brings anything along."""
        if not page["who"]:
            self.page.context.clear_cookies()
        if not page.get("press"):
            return self.go(page["path"], page["status"])
        self.go(page["path"])
        self._expected = page["status"]
        for field, value in page["filled"].items():
            self.page.locator(field).evaluate("(it, value) => { it.value = value }", value)
        with self.page.expect_navigation() as going:
            self.page.locator(page["press"]).first.evaluate("it => it.click()")
        self._answered(going.value)
        return self.page

    def speak(self, lang: str) -> None:
        """See the pages in this language from now on, by the button that every page has."""
        self.go("/")
        if self.lang() != lang:
            with self.page.expect_navigation():
                self.page.locator("form.language button").click()

    def lang(self) -> str:
        """What the page says its language is: `zh` or `en`."""
        return self.page.evaluate("() => document.documentElement.lang.slice(0, 2)")

    def untranslated(self, data: list[str]) -> list[str]:
        """The Chinese of the page that is not of these texts: on an English page, what was forgotten."""
        found = []
        for text in self.page.evaluate(_CHINESE):
            left = text
            for known in data:
                left = left.replace(known, "")
            found += [text[:100]] if HAN.search(left) else []
        return found

    def _answered(self, response: Response | None) -> None:
        if response is None or response.status != self._expected:
            self._tell(f"answered {response and response.status}, not {self._expected}")

    def _said(self, message: Any) -> None:
        foretold = [str(self._expected), *self._late]
        if message.type in ("error", "warning") and not any(words in message.text for words in foretold):
            self._tell(f"console: {message.text}")

    def _asked(self, request: Any) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob", "about") and f"{where.scheme}://{where.netloc}" != self._home:
            self._tell(f"asked {request.url}")

    def _asked_by_dialog(self, dialog: Any) -> None:
        self._tell(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _tell(self, words: str) -> None:
        self.wrong.append(f"{self.page.url.removeprefix(self._home)}: {words}")

    def overflow(self) -> list[str]:
        """What makes the page wider than the screen; tables may be wide inside a box that scrolls."""
        return self.page.evaluate(_OVERFLOW)

    def findings(self) -> Iterator[str]:
        """What axe-core calls serious or critical, each with the first places."""
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(AXE)  # by the debugger: the policy of the page lets no script in
        self.page.evaluate(UNSTUCK)
        found = self.page.evaluate(_AXE)
        for violation in found:
            places = "; ".join(violation["places"][:4])
            yield f"{violation['impact']} {violation['id']} ×{len(violation['places'])}: {places}"


_OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const scrolls = it => it && it !== document.documentElement && it !== document.body &&
    (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(it).overflowX) || scrolls(it.parentElement));
  return [`${document.documentElement.scrollWidth} px wide`, ...[...document.querySelectorAll('body *')]
    .filter(it => it.getBoundingClientRect().right > wide + 1 && !scrolls(it.parentElement))
    .slice(0, 5).map(it => it.outerHTML.slice(0, 140))];
}"""
_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']});
  return found.violations.filter(it => ['serious', 'critical'].includes(it.impact))
    .map(it => ({id: it.id, impact: it.impact, places: it.nodes.map(node => node.html.slice(0, 160) + ' ' +
      node.any.concat(node.all).map(check => check.message).join(' ').slice(0, 160))}));
}"""
_CHINESE = """() => {
  const found = new Set(), spoken = ['title', 'aria-label', 'placeholder', 'alt'];
  const chinese = /[\\p{Script=Han}\\u3000-\\u303f\\uff00-\\uffef]/u;
  const tell = (it, text) => {  // the seal is a picture; the button to Chinese says so
    if (chinese.test(text) && !it.closest('[lang|=zh], .seal, script, style'))
      found.add(text.trim().replace(/\\s+/g, ' '));
  };
  const texts = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) tell(texts.currentNode.parentElement, texts.currentNode.data);
  for (const it of document.querySelectorAll('*'))
    for (const {name, value} of it.attributes)
      if (spoken.includes(name) || name.startsWith('data-')) tell(it, value);
  return [...found];
}"""
