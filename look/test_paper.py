"""Any page prints: A4 upright, boards, charts and wide sheets A3 lying, on a sensible number of sheets, nothing cut."""

import re

import pytest
from looking.shots import ROOT

PAPER = ROOT / "out" / "paper"
A4, A3_LYING = (595, 842), (1191, 842)  # points
_PAGE = re.compile(rb"/Type\s*/Page\b[^s].*?/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", re.DOTALL)


@pytest.mark.parametrize(
    ("name", "size", "fewest", "most"),
    [
        ("home", A3_LYING, 1, 3),
        ("plan-gantt", A3_LYING, 1, 3),
        ("plan-load", A3_LYING, 1, 1),
        ("sheet-estates", A3_LYING, 1, 2),
        ("estates", A4, 2, 3),
        ("estate", A4, 1, 6),
        ("plan", A4, 1, 1),
        ("plan-works", A4, 1, 2),
        ("plan-money", A4, 1, 3),
        ("plan-limits", A4, 1, 4),
        ("plan-why", A4, 1, 8),
        ("compare", A3_LYING, 1, 6),
        ("orders", A3_LYING, 1, 2),
        ("order-urged", A4, 1, 3),
        ("meeting-printed", A4, 1, 2),
        ("assessment-final", A3_LYING, 1, 2),
        ("assessment-unit", A4, 1, 4),
        ("bulletin-bulletin-issued", A4, 1, 8),
        ("bulletin-summary-drafted", A4, 1, 8),
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
    page.set_viewport_size({"width": round(size[0] * 4 / 3) - 110, "height": 1000})  # the paper without its margins
    for control in (".top", ".rail", ".bar", ".deeds", "form.filters", ".buttons"):
        assert page.locator(control).locator("visible=true").count() == 0, control
    assert "示例数据" in page.locator(".told").inner_text() or name == "plan-gantt"
    cut = page.evaluate(_CUT, size[0] * 4 / 3 - 100)
    assert cut == []


# what stands beyond the right edge of the paper, or is hidden in a box that scrolls
_CUT = """wide => [...document.querySelectorAll('main table, main svg')].filter(it => {
  const box = it.getBoundingClientRect(), room = it.closest('.sheet');
  return box.width && (box.right > wide || room && getComputedStyle(room).overflowY !== 'visible');
}).map(it => it.className.baseVal ?? it.className)"""
