"""`yipanqi plan --what-if` from the outside."""

import json
from pathlib import Path

import polars as pl
import pytest
from builders import a_programme
from check_plan import check
from openpyxl import load_workbook

from yipanqi import workbook
from yipanqi.cli import main
from yipanqi.cli.refusals import CannotFollow
from yipanqi.cli.what_if import scenario_of
from yipanqi.domain.planning import rules
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.scenario import Scenario, derived
from yipanqi.planner import read_plan

QUICK = ("--work", "2", "--workers", "1")
MANY = {
    "grant:city:2028=540": {"grants": {"city": {"2028": "540"}}},
    "grant:区级财政:2027=450": {"grants": {"district": {"2027": "450"}}},
    "crew:管线=120%": {"crews": {"pipe": "120"}},
    "sites:新华街道=+1": {"sites": {"S1": 1}},
    "target:1=1": {"targets": {"0": 1}},
    "weight:improve=1.5": {"weights": {"improve": "1.5"}},
    "start:E2小区=2027Q3": {"pins": {"E2": "2027Q3"}},
    "must:E1": {"must": ["E1"]},
    "withhold:E3": {"withheld": ["E3"]},
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("what-if") / "district.xlsx"
    workbook.write(a_programme(), path)
    return path


@pytest.mark.parametrize("text", MANY)
def test_each_wish_is_read(text: str):
    """By code or by name, one wish becomes one part of the scenario."""
    assert scenario_of(a_programme(), [text]).to_dict() == MANY[text]


def test_wishes_and_files_go_together(tmp_path: Path):
    """A file holds the stored form; what is typed later counts before what stands earlier."""
    file = tmp_path / "less.json"
    file.write_text(json.dumps({"grants": {"city": {"2027": 400, "2028": "300"}}, "must": ["E1"]}), encoding="utf-8")

    scenario = scenario_of(a_programme(), [str(file), "grant:city:2028=540", "must:E2"])

    assert scenario.to_dict() == {"grants": {"city": {"2027": "400", "2028": "540"}}, "must": ["E1", "E2"]}


def test_a_plan_says_what_it_assumes(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The plan holds the changed limits; summary, documents and the plan's folder tell what was changed, the kept
    workbook is as it was, and both together give the programme that was planned."""
    out = tmp_path / "out"

    code = main(["plan", str(book), str(out), "--what-if", "grant:city:2028=540", "--what-if", "withhold:E1", *QUICK])

    told = capsys.readouterr().out
    assert code == 0
    assert "假设推演" in told and "减少 10%（600 → 540 万元）" in told and "E1小区不列入" in told
    assert check(out / "plan" / "problem", out / "plan" / "plan")["faults"] == []
    assert "E1" not in pl.read_parquet(out / "plan" / "plan" / "starts.parquet")["estate"].to_list()
    why = load_workbook(out / "方案说明.xlsx")
    assert "假设推演" in why.worksheets[0]["A1"].value
    assert [row[0].value for row in why["假设"].iter_rows(min_row=4)][1] == "E1小区不列入"
    kept = json.loads((out / "plan" / "plan" / "plan.json").read_text(encoding="utf-8"))["settings"]["what_if"]
    programme = workbook.read(out / "plan" / "input.xlsx").programme
    assert programme is not None and programme.fund_by_id["city"].appropriations == (600_000_000, 600_000_000)
    planned = derived(programme, Scenario.of(kept))
    plan = read_plan(out, programme.calendar)
    assert planned.fund_by_id["city"].appropriations == (600_000_000, 540_000_000)
    assert rules.violations(planned, offer(planned), plan) == []


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (["grant:moon:2028=540"], ["--what-if grant:moon:2028=540", "moon"]),
        (["grant:city:2031=540"], ["2031", "2027-2028"]),
        (["grant:city=540"], ["--what-if grant:city=540"]),
        (["grant:utility:2028=540"], ["no limit"]),
        (["crew:pipe=lots"], ["--what-if crew:pipe=lots", "lots"]),
        (["target:7=3"], ["target 7 of"]),
        (["weight:grand=3"], ["grand"]),
        (["must:E9"], ["--what-if must:E9", "no estate has the number or name E9"]),
        (["must:E1", "withhold:E1"], ["--what-if must:E1 --what-if withhold:E1", "left out at once"]),
        (["more money"], ["--what-if more money cannot be read", "grant:FUND:2028=WAN"]),
        (["none.json"], ["none.json", "there is no such file"]),
    ],
)
def test_says_what_cannot_be_assumed(book: Path, tmp_path: Path, capsys, wishes: list[str], words: list[str]):
    """A wish that cannot be is an error that names the option, its words and the fault; nothing is written."""
    options = [part for wish in wishes for part in ("--what-if", wish)]

    code = main(["plan", str(book), str(tmp_path / "out"), "--lang", "en", *options, *QUICK])

    err = capsys.readouterr().err
    assert code == 1
    assert [word for word in words if word not in err] == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["[1]", "{", '{"money": {}}'])
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, text: str):
    """What is no JSON object, or has a part that no scenario has, is refused by its name in either language."""
    file = tmp_path / "wrong.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CannotFollow) as refusal:
        scenario_of(a_programme(), [str(file)])

    assert all("wrong.json" in refusal.value.said(a_programme(), lang) for lang in ("zh", "en"))


def test_help_tells_of_it(capsys: pytest.CaptureFixture[str]):
    """The help of the command names the option and every kind of wish."""
    with pytest.raises(SystemExit):
        main(["plan", "--help"])

    told = capsys.readouterr().out
    assert "--what-if" in told
    assert all(kind in told for kind in ("grant:", "crew:", "sites:", "target:", "weight:", "start:", "must:"))
