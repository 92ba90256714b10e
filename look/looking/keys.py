"""A page used by the keyboard alone: Tab, Enter, letters. Where the focus stands must be seen."""

from playwright.sync_api import Locator, Page

_MOST = 400  # presses of Tab before the search is given up
_IS_SEEN = """it => {
  const style = getComputedStyle(it), box = it.getBoundingClientRect();
  const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1.5 || style.boxShadow !== 'none';
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {marked, covered: !over || !(it.contains(over) || over.contains(it) || over.closest('label')),
    outside: box.bottom <= 0 || box.top >= innerHeight, box: [box.left, box.top, box.width, box.height]};
}"""


class Keys:
    """Hands that know no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, target: Locator) -> None:
        """Press Tab until the target has the focus, and see that it shows so."""
        target = target.first
        target.wait_for(state="visible")
        for _ in range(_MOST):
            if target.evaluate("it => it === document.activeElement"):
                seen = target.evaluate(_IS_SEEN)
                assert seen["marked"] and not seen["covered"] and not seen["outside"], (str(target), seen)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {target}")

    def enter(self, target: Locator) -> None:
        """Go there and press Enter."""
        self.to(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, words: str) -> None:
        """Go there and write over what stands there."""
        self.to(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def link(self, words: str) -> Locator:
        """A link by what it says."""
        return self.page.get_by_role("link", name=words, exact=True).locator("visible=true")

    def button(self, words: str) -> Locator:
        """A button by what it says."""
        return self.page.get_by_role("button", name=words, exact=True).locator("visible=true")
