"""Any page prints: A4 upright, the board and the Gantt chart A3 lying, on a sensible number of sheets."""

import re

import pytest
from looking.shots import ROOT

PAPER = ROOT / "out" / "paper"
A4, A3_LYING = (595, 842), (1191, 842)  # points
_PAGE = re.compile(rb"/Type\s*/Page\b[^s].*?/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", re.DOTALL)


@pytest.mark.parametrize(
    ("name", "size", "fewest", "most"),
    [
        ("home", A3_LYING, 1, 4),
        ("plan-gantt", A3_LYING, 1, 3),
        ("estates", A4, 2, 6),
        ("estate", A4, 1, 6),
        ("plan", A4, 1, 3),
        ("plan-works", A4, 1, 4),
        ("compare", A3_LYING, 1, 8),
    ],
)
def test_pages_print(site, come_in, name, size, fewest, most):
    """The size of the paper, the number of sheets, and no controls on them."""
    page = come_in("office").go(site.page(name))
    content = page.pdf(prefer_css_page_size=True, print_background=True)
    (PAPER / f"{name}.pdf").parent.mkdir(parents=True, exist_ok=True)
    (PAPER / f"{name}.pdf").write_bytes(content)
    sheets = [(round(float(wide)), round(float(high))) for wide, high in _PAGE.findall(content)]

    assert fewest <= len(sheets) <= most
    assert all(abs(one - other) < 3 for sheet in sheets for one, other in zip(sheet, size, strict=True)), sheets
    page.emulate_media(media="print")
    for control in (".top", ".rail", ".bar", ".deeds", "form.filters", ".buttons"):
        assert page.locator(control).locator("visible=true").count() == 0, control
