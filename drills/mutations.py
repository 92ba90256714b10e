"""Spoil and forge plan folders ten thousand times and have each verified: `python drills/mutations.py [COUNT] [SEED]`.

A mutation passes if what must be refused is refused in a sentence of both languages, what changes nothing is accepted,
and whatever is accepted keeps every rule by the outside referee (`tests/check_plan.py`), with a bound that no plan
beats (the exhaustive referee's optimum of the tiny problems) and that the search's own kernel finds from the prices
too. Ends by itself: by count, or after 25 minutes.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import polars as pl  # noqa: E402 - after the paths
from check_plan import check  # noqa: E402
from forged import KINDS, Case, Due, copied  # noqa: E402
from planner.referee import optimum  # noqa: E402
from planner.small import a_problem, estate, generated, work  # noqa: E402
from planner.test_alone import own_money  # noqa: E402
from planner.test_solve import crowded, random_problem  # noqa: E402

from yipanqi import planner  # noqa: E402
from yipanqi.cli.unread import unread  # noqa: E402
from yipanqi.cli.verify import told  # noqa: E402
from yipanqi.domain.rule_name import RuleName  # noqa: E402
from yipanqi.planner.layout import lay_out  # noqa: E402
from yipanqi.planner.pots import Pots, pots_of  # noqa: E402
from yipanqi.planner.prices import Prices, ask, no_prices  # noqa: E402

COUNT, SECONDS = 10_000, 1500.0
TWO = 0.2  # of the mutations are two at once: then only a referee can tell
MORE = 6  # times as many plans redrawn, which alone reach every rule, and bytes flipped
BEYOND_THE_REFEREE = {"stays_close", "committed_is_paid"}  # what it does not look at
SLACK = 2e-6  # of a bound


@dataclass(frozen=True)
class Good:
    """A good pair of folders, and what no plan of the problem beats."""

    problem: Path
    plan: Path
    best: float


@dataclass
class Report:
    """What became of the mutations."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many mutations were tried."""
        return sum(self.outcomes.values())

    def lines(self) -> list[str]:
        """A line for each kind, then what was said, then what went wrong."""
        lines = [f"{'kind':28}{'refused':>9}{'accepted':>9}"]
        for name in sorted({kind for kind, _ in self.outcomes}):
            lines.append(f"{name:28}{self.outcomes[name, 'refused']:9,}{self.outcomes[name, 'accepted']:9,}")
        lines.append("refusals: " + ", ".join(f"{code} {n:,}" for code, n in self.faults.most_common()))
        return [*lines, f"{self.count:,} mutations, {len(self.wrong)} wrong", *self.wrong[:20]]


def drill(count: int, seed: int, place: Path, seconds: float = SECONDS) -> Report:
    """Try so many mutations, or as many as the seconds allow."""
    good, chance, report, began = good_ones(place), Random(seed), Report(), time.monotonic()
    with planner.Probe() as probe:
        for number in range(count):
            if time.monotonic() - began > seconds:
                break
            one = chance.choice(good)
            case = copied(one.problem, one.plan, place / "case", Random(f"{seed} {number}"))
            name, due = spoilt(case)
            try:
                outcome, fault = verified(case, probe)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                outcome, fault = "traceback", repr(error)
            report.outcomes[name, outcome] += 1
            report.faults.update([fault] * (outcome == "refused"))
            if wrong := amiss(case, one, due, outcome, fault):
                report.wrong.append(f"{name} (seed {seed}, number {number}): {wrong}")
    return report


def good_ones(place: Path) -> list[Good]:
    """Tiny problems of every kind with their best plans, and a larger one with a plan of one round."""
    problems = [crowded(place / "crowded"), generated(place / "some", "--estates", "5", "--crews", "5")]
    money = [{"region": "S", "measure": "green", "year": 0, "amount": 3.0}]
    problems.append(crowded(place / "moved", moves={"base": {"a": 2, "b": 4}, "limit": 2}, committed=money))
    problems += [own_money(place / f"own{seed}", seed) for seed in (0, 3)]
    problems += [random_problem(place / f"random{seed}", seed, 1.0, 3) for seed in (3, 5, 11)]
    lone = [work("a", "pipe"), work("b", "pipe", option="enhanced", cost=0.0)]
    problems.append(a_problem(place / "bare", [estate("a"), estate("b")], lone))
    found = []
    for folder in problems:
        problem, plan = planner.read_problem(folder), place / f"{folder.name}-plan"
        solution = planner.solve(problem, planner.Settings(work=2, workers=1))
        assert isinstance(solution, planner.Solution)
        planner.write_solution(problem, solution, plan)
        known = folder.name not in ("some", "moved")  # the exhaustive referee knows neither moves nor so many works
        found.append(Good(folder, plan, max(optimum(problem), solution.objective) if known else solution.objective))
    return [
        it for it in found if all(len(pl.read_parquet(it.plan / f"{name}.parquet")) for name in ("starts", "funding"))
    ]


def spoilt(case: Case) -> tuple[str, Due]:
    """Mutate the case once or twice; the name, and what must become of it."""
    names = [*sorted(KINDS), *["plan_redrawn", "bytes_flipped"] * MORE]
    first = case.chance.choice(names)
    due, change = KINDS[first]
    change(case)
    if case.chance.random() >= TWO:
        return first, due
    try:
        KINDS[case.chance.choice(names)][1](case)
    except Exception:  # the first left the second nothing, or not enough for all of it
        return "two at once", Due.JUDGED
    return "two at once", Due.JUDGED


def verified(case: Case, probe: planner.Probe) -> tuple[str, str]:
    """What the verifier says, and under which word: each refusal a sentence in both languages."""
    try:
        verdict = planner.verify_folders(case.problem, case.plan, probe)
    except planner.CannotRead as error:
        for lang in ("zh", "en"):
            sentence = unread(error, lang)
            assert error.file in sentence and error.field in sentence and sentence.isprintable(), sentence
        return "refused", str(error.fault)
    lines = [line for lang in ("zh", "en") for line in told(verdict, lang)]
    assert all(line.strip() for line in lines), lines
    return ("accepted", "") if verdict.passed else ("refused", str(verdict.faults[0].rule))


def amiss(case: Case, one: Good, due: Due, outcome: str, fault: str) -> str:
    """What went wrong with a mutation, if anything."""
    if outcome == "traceback":
        return fault
    if due is Due.ACCEPTED and outcome != "accepted":
        return f"a harmless change is refused: {fault}"
    if outcome == "refused":
        return too_strict(case, fault) if due is Due.JUDGED else ""
    if due is Due.REFUSED:
        return "accepted"
    try:
        faults = check(case.problem, case.plan)["faults"]
    except Exception as error:
        faults = [repr(error)]
    return "; ".join(faults) or false_bound(case, one)


def too_strict(case: Case, fault: str) -> str:
    """Whether a rule is called broken that the outside referee finds kept."""
    if fault not in set(RuleName) - BEYOND_THE_REFEREE:
        return ""
    try:
        faults = check(case.problem, case.plan)["faults"]
    except Exception:  # it cannot read what is refused
        return ""
    return "" if faults else f"the referee finds every rule kept, not {fault}"


def false_bound(case: Case, one: Good) -> str:
    """Why a bound that an accepted plan states is false, if one is."""
    said = json.loads((case.plan / "plan.json").read_text("utf-8"))
    by_solver = said.get("upper_bound_by") == "solver"
    stated = [bound for bound in (said["upper_bound"], said.get("priced_bound")) if bound is not None]
    if any(bound < one.best - SLACK * max(1.0, abs(one.best)) for bound in stated):
        return f"of the bounds {stated} one is below the optimum {one.best}"
    priced = [
        bound for bound in (None if by_solver else said["upper_bound"], said.get("priced_bound")) if bound is not None
    ]
    if not priced:
        return ""
    problem, prices = planner.read_problem(case.problem), pl.read_parquet(case.plan / "prices.parquet")
    layout = lay_out(problem)
    nothing = no_prices(layout)
    columns = {name: getattr(nothing, name) for name in ("fund", "crew", "site")} | {"target": nothing.target[:, None]}
    moves = 0.0
    for kind, row, period, price in prices.select("kind", "row", "period", "price").iter_rows():
        if kind == "moves":
            moves = price
        else:
            columns[kind][row, period] = price
    told = Prices(
        columns["fund"],
        columns["crew"],
        columns["site"],
        columns["target"][:, 0],
        moves,
        of_single_starts(case, problem),
    )
    proven = ask(layout, told).bound
    follows = min(priced) >= proven - SLACK * max(1.0, abs(proven))
    return "" if follows else f"the prices prove {proven}, it says {priced}"


def of_single_starts(case: Case, problem: planner.Problem) -> Pots:
    """The prices of single starts as they lie in the folder."""
    path = case.plan / "pots.parquet"
    rows = pl.read_parquet(path).to_dicts() if path.exists() else []
    estates, funds = [*problem.estates.ids], [*problem.funds.ids]
    columns = (
        [estates.index(it["estate"]) for it in rows],
        [it["quarter"] for it in rows],
        [funds.index(it["fund"]) for it in rows],
        [it["year"] for it in rows],
    )
    return pots_of(columns, [it["price"] for it in rows])


def main() -> int:
    """Drill and report; 1 if anything went wrong."""
    said = [int(it) for it in sys.argv[1:]]
    count, seed = (*said, *(COUNT, 0)[len(said) :])
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        report = drill(count, seed, Path(place))
    sys.stdout.write("\n".join(report.lines()) + f"\n{time.monotonic() - began:.0f} s, seed {seed}\n")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
