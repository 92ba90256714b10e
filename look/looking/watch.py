"""A page that is watched: what it asks of the world, what it complains of, and what axe-core finds in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe" / "axe.min.js").read_text("utf-8")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_PATIENCE = 30_000  # ms

UNSTUCK = """() => {
  const sheet = new CSSStyleSheet();  // what sticks to the edge of a screen hides what can be scrolled to
  sheet.replaceSync('.top, .bar, .scrubber, .levers > .buttons { position: static !important }');
  document.adoptedStyleSheets = [sheet];
}"""


class Watched:
    """A page whose faults are collected while it is used."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self._home = home
        self._expected = 200
        self.page.set_default_timeout(_PATIENCE)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._tell(f"script failed: {error}"))
        self.page.on("request", self._asked)
        self.page.on("dialog", self._asked_by_dialog)

    def go(self, address: str, status: int = 200) -> Page:
        """Open the address; anything but this status is a fault."""
        self._expected = status
        response = self.page.goto(address if address.startswith("http") else self._home + address)
        if response is None or response.status != status:
            self._tell(f"answered {response and response.status}, not {status}")
        return self.page

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning") and str(self._expected) not in message.text:
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
