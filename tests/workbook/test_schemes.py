"""Schemes of assessment as workbooks: what goes out comes back the same; what is wrong is told by sheet and cell."""

import pytest
from openpyxl import load_workbook

from yipanqi.domain.sentences import sentence
from yipanqi.domain.supervision.scheme_stored import stored
from yipanqi.domain.supervision.schemes_shipped import PRESETS
from yipanqi.workbook.schemes import read_scheme, write_scheme


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_shipped_scheme_comes_back_as_it_went(tmp_path, lang):
    """Names in both languages, every number exact, bands, events, grades and what bars."""
    for scheme in PRESETS.values():
        found = read_scheme(write_scheme(tmp_path / f"{scheme.key}.xlsx", scheme, lang))

        assert found.findings == () and found.scheme is not None, scheme.key
        assert stored(found.scheme) == stored(scheme), scheme.key


def test_what_is_wrong_is_told_by_its_cell(tmp_path):
    """Unknown words, numbers that are none, parts of unknown indicators, sums: each at a cell, in both languages."""
    path = write_scheme(tmp_path / "scheme.xlsx", PRESETS["supervision-c"])
    book = load_workbook(path)
    lines, parts, heads = book["指标"], book["分档和事项"], book["办法"]
    at = {cell.value: cell.column for cell in lines[1]}
    lines.cell(2, at["计分方法"]).value = "看情况"
    parts.cell(2, 1).value = "没有的指标"
    next(row[1] for row in heads.iter_rows() if row[0].value == "满分").value = "很多"
    book.save(path)

    found = read_scheme(path)

    assert found.scheme is None
    told = {(it.place.sheet, it.place.cell): sentence(it.code, it.values, "zh") for it in found.findings}
    assert "只能填" in told["指标", lines.cell(2, at["计分方法"]).coordinate]
    assert "没有的指标" in told["分档和事项", "A2"]
    assert any(sheet == "办法" and "满分" in text for (sheet, _), text in told.items())
    assert all(sentence(it.code, it.values, "en") for it in found.findings)


def test_a_template_is_empty_and_a_strange_file_is_refused(tmp_path):
    """Nothing of either becomes a scheme; both say so."""
    empty = read_scheme(write_scheme(tmp_path / "empty.xlsx", None, "en"))
    assert empty.scheme is None and [it.code for it in empty.findings] == ["scheme_no_scheme"]
    (tmp_path / "odd.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert not read_scheme(tmp_path / "odd.xlsx").is_usable
