"""The planner's face: what doors may use of it."""

import ast
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from builders import a_programme, an_estate

import yipanqi
from yipanqi import planner
from yipanqi.domain.planning import rules
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.workbook.read import read

DOORS = [path for room in ("cli", "web") for path in (Path(yipanqi.__file__).parent / room).rglob("*.py")]
QUICK = planner.Settings(work=2, workers=1)


def names_from_the_planner(path: Path) -> set[str]:
    """What a module takes from the planner: names of its face as they are, inner modules by their whole path."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("yipanqi.planner"):
            inner = (node.module or "").removeprefix("yipanqi.planner").lstrip(".")
            found |= {f"{inner}.{alias.name}" if inner else alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "planner":
            found.add(node.attr)
    return found


def test_the_face_is_whole():
    """Every name that is promised is there, once, in order."""
    promised = planner.__all__

    assert sorted(promised) == sorted(set(promised))
    assert all(hasattr(planner, name) for name in promised)
    assert {"plan", "judge", "why_not", "Request", "Planned", "Infeasible", "Undecided", "Unpayable"} <= set(promised)


def test_no_module_is_in_the_face():
    """What is promised are things to use, never a module behind which more is found."""
    modules = [name for name in planner.__all__ if isinstance(getattr(planner, name), ModuleType)]

    assert modules == []


def test_doors_use_the_face_alone():
    """Command line and pages take nothing from an inner module of the planner."""
    strange = {f"{path.name}: {name}" for path in DOORS for name in names_from_the_planner(path) - set(planner.__all__)}

    assert strange == set()


def test_three_kinds_of_answer():
    """A plan, or the rules that collide, told in either language."""
    programme = a_programme()
    poor = replace(
        programme,
        estates=(an_estate("E1", must=True), *programme.estates[1:]),
        funds=tuple(replace(fund, appropriations=(1, 1)) for fund in programme.funds),
    )

    good, none = (planner.plan(planner.Request(programme=p), QUICK) for p in (programme, poor))

    assert isinstance(good, planner.Planned)
    assert isinstance(none, planner.Infeasible)
    zh, en = (planner.why_not(planner.Request(programme=poor), none, lang) for lang in ("zh", "en"))
    assert len(zh) == len(en) > 0 and any("E1小区" in line for line in zh)


def test_the_judge_pays_what_can_stand_and_names_what_cannot():
    """The planner's own plan is paid to the fen again and breaks nothing; one of an unknown estate is not valued."""
    programme = a_programme()
    found = planner.plan(planner.Request(programme=programme), QUICK)
    assert isinstance(found, planner.Planned)
    good, offered = found.outcome.plan, offer(programme)

    judged = planner.judge(programme, offered, good)
    strange = planner.judge(programme, offered, Plan(starts={"E9": 0}, choices={}))

    assert judged.broken == () and judged.objective == pytest.approx(found.outcome.objective)
    assert sum(p.amount for p in judged.plan.payments) == sum(p.amount for p in good.payments)
    assert [v.rule for v in strange.broken] == [v.rule for v in rules.violations(programme, offered, strange.plan)]
    assert strange.broken and strange.objective is None and strange.plan.payments == ()


def test_an_unpayable_answer_is_told():
    """The rules that would break are said as those of a plan drawn by hand are."""
    programme = a_programme()
    broken = tuple(rules.violations(programme, offer(programme), Plan(starts={"E9": 0}, choices={})))
    request = planner.Request(programme=programme)

    told = planner.why_not(request, planner.Unpayable(broken=broken, plan=Plan(starts={}, choices={})), "en")

    assert told == planner.broken_told(programme, broken, "en") and "E9" in told[0]


def test_the_example_has_a_plan_at_once() -> None:
    """A real district with more than a dozen sources: a plan even where the time is over before the search begins."""
    programme = read(Path(__file__).parents[2] / "examples" / "jianghan-83.xlsx").programme
    assert programme is not None and len(programme.funds) > 12

    found = planner.plan(planner.Request(programme=programme), planner.Settings(seconds=0.0, workers=1))

    assert isinstance(found, planner.Planned)
    assert rules.violations(programme, offer(programme), found.outcome.plan) == []
