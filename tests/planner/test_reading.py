"""Bad input is refused, with the file, the row and the field."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from planner.small import MEASURES, a_fund, a_problem, estate, work

from yipanqi.planner import CannotReadProblem, read_problem

PIPE = work("a", "pipe")


def refused(folder: Path) -> tuple[str, Any, str]:
    """Where a folder is refused."""
    with pytest.raises(CannotReadProblem) as caught:
        read_problem(folder)
    return caught.value.file, caught.value.row, caught.value.field


@pytest.mark.parametrize(
    ("works", "row", "field"),
    [
        ([PIPE, work("a", "road", cost=float("nan"))], 2, "cost"),
        ([PIPE, work("a", "road", cost=-1.0)], 2, "cost"),
        ([work("a", "pipe", load=float("inf"))], 1, "load"),
        ([work("a", "pipe", benefit=float("nan"))], 1, "benefit"),
        ([PIPE, work("z", "pipe")], 2, "estate"),
        ([PIPE, work("a", "lift")], 2, "measure"),
        ([PIPE, work("a", "road", requires="lift")], 2, "requires"),
        ([PIPE, PIPE], 1, "option"),
        ([PIPE, work("a", "pipe", option="model", required=True)], 1, "required"),
        ([work("a", "pipe", requires="road"), work("a", "road", requires="pipe")], 1, "requires"),
    ],
)
def test_bad_works(tmp_path: Path, works: list[dict[str, Any]], row: int, field: str) -> None:
    """Each bad row of works.parquet is refused by its number."""
    assert refused(a_problem(tmp_path, [estate("a")], works)) == ("works.parquet", row, field)


@pytest.mark.parametrize(
    ("estates", "row", "field"),
    [
        ([estate("a"), estate("a")], 2, "id"),
        ([estate("a"), estate("b", region="X")], 2, "region"),
        ([estate("a", must=True, earliest=5, latest=3)], 1, "latest"),
        ([estate("a", households=-3)], 1, "households"),
    ],
)
def test_bad_estates(tmp_path: Path, estates: list[dict[str, Any]], row: int, field: str) -> None:
    """Each bad row of estates.parquet is refused by its number."""
    assert refused(a_problem(tmp_path, estates, [PIPE])) == ("estates.parquet", row, field)


@pytest.mark.parametrize(
    ("said", "row", "field"),
    [
        ({"quarters": 7}, None, "quarters"),
        ({"measures": [{**MEASURES[0], "profile": [0.5, 0.4]}]}, "measures 'pipe'", "profile"),
        ({"measures": [MEASURES[0], MEASURES[0]]}, "measures 2", "id"),
        ({"funds": [a_fund(cap=[1.0])]}, "funds 'money'", "cap"),
        ({"funds": [a_fund(cap=[1.0, -2.0])]}, "funds 'money'", "cap"),
        ({"funds": [a_fund(region="X")]}, "funds 'money'", "region"),
        ({"funds": [a_fund(share={"lift": 0.5})]}, "funds 'money'", "share"),
        ({"crews": [{"region": "D", "trade": "pipe", "cap": [1.0] * 7}]}, "crews 1", "cap"),
        ({"sites": [{"region": "D", "cap": [1] * 9}]}, "sites 1", "cap"),
        ({"targets": [{"region": "D", "kind": "dogs", "year": 0, "at_least": 1, "penalty": 1}]}, "targets 1", "kind"),
        ({"regions": [{"id": "D", "parent": "S"}, {"id": "S", "parent": "D"}]}, "regions 1", "parent"),
    ],
)
def test_bad_programme(tmp_path: Path, said: dict[str, Any], row: str | None, field: str) -> None:
    """Each bad entry of programme.json is refused by its list and place."""
    assert refused(a_problem(tmp_path, [estate("a")], [PIPE], **said)) == ("programme.json", row, field)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "programme.json").write_text("{"),
        lambda folder: (folder / "programme.json").write_text(json.dumps([])),
        lambda folder: (folder / "estates.parquet").write_bytes(b"no"),
        lambda folder: (folder / "works.parquet").unlink(),
        lambda folder: pl.DataFrame({"estate": ["a"]}).write_parquet(folder / "works.parquet"),
    ],
)
def test_broken_files(tmp_path: Path, spoil: Callable[[Path], Any]) -> None:
    """A file that is missing, cut off or of another form is refused, never a traceback of another kind."""
    folder = a_problem(tmp_path, [estate("a")], [PIPE])
    spoil(folder)

    assert refused(folder)[2]
