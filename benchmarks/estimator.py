"""How near the quick estimate comes to published totals, before and after calibration, and against flat rates.

`calibrate` is how the mid rates of the catalogue were set: two numbers say where in their bands the rates that
follow households, and all other rates, stand. Held-out figures calibrate without the rows that they judge.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning.estimate import base_scope, outline
from yipanqi.workbook import quick
from yipanqi.workbook.catalogue import defaults

ROWS = Path(__file__).parent.parent / "examples" / "real_communities.csv"
GRID = [(u / 20, v / 20) for u in range(21) for v in range(21)]
FLAT_AREA, FLAT_HOUSEHOLD = 0.0452, 3.0  # 10⁴ yuan for 1 ㎡ and for a household


@dataclass(frozen=True)
class Priced:
    """The rows with a published total and households or floor area, as columns (10⁴ yuan)."""

    actual: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shipped: np.ndarray  # the estimate by the rates as they stand
    grid: np.ndarray  # position in GRID × row: the estimate by those rates
    households: np.ndarray  # NaN where blank
    area: np.ndarray
    city: list[str]

    def __len__(self) -> int:
        return len(self.actual)


def priced(path: Path = ROWS) -> Priced:
    """Every row with a total and households or area; nothing else is left out, northern rows stay in."""
    table = quick.read(path)
    with path.open(encoding="utf-8", newline="") as file:
        source = list(csv.DictReader(file))
    pairs = [
        (row, float(raw["investment_wan_yuan"]), raw["city"] or raw["community"])
        for row, raw in zip(table.rows, source, strict=True)
        if raw["investment_wan_yuan"] and row.counts.keys() & {"households", "floor_area"}
    ]
    bands = [_bands(row.counts) for row, _, _ in pairs]
    low, high = (np.array([b["households"][i] + b["others"][i] for b in bands]) for i in (0, 2))
    grid = np.array([[_between(b, u, v) for b in bands] for u, v in GRID])
    return Priced(
        actual=np.array([total for _, total, _ in pairs]),
        low=low,
        high=high,
        shipped=np.array([b["households"][1] + b["others"][1] for b in bands]),
        grid=grid,
        households=np.array([float(row.counts.get("households", "nan")) for row, _, _ in pairs]),
        area=np.array([float(row.counts.get("floor_area", "nan")) for row, _, _ in pairs]),
        city=[city for _, _, city in pairs],
    )


def errors(estimate: np.ndarray, data: Priced) -> tuple[float, float]:
    """Median absolute percentage errors: of the rows with households, of the rows with floor area. (An error of the
    total is the same error for each household and each ㎡; only the rows differ.)"""
    off = np.abs(estimate / data.actual - 1)
    return _median(off[~np.isnan(data.households)]), _median(off[~np.isnan(data.area)])


def calibrate(data: Priced, keep: np.ndarray) -> int:
    """The position in GRID with the smallest mean of both medians on the kept rows."""
    off = np.abs(data.grid[:, keep] / data.actual[keep] - 1)
    by_household = np.median(off[:, ~np.isnan(data.households[keep])], axis=1)
    by_area = np.median(off[:, ~np.isnan(data.area[keep])], axis=1)
    return int((by_household + by_area).argmin())


def held_out(data: Priced, folds: Sequence[np.ndarray]) -> np.ndarray:
    """Each row's estimate by rates that were calibrated without its fold."""
    found = np.empty(len(data))
    for fold in folds:
        found[fold] = data.grid[calibrate(data, ~fold)][fold]
    return found


def by_row(data: Priced) -> list[np.ndarray]:
    """Each row held out."""
    return [np.arange(len(data)) == i for i in range(len(data))]


def by_city(data: Priced) -> list[np.ndarray]:
    """Each city held out."""
    return [np.array([c == x for c in data.city]) for x in sorted(set(data.city))]


def band(data: Priced, folds: Sequence[np.ndarray], part: float = 0.8) -> tuple[float, float]:
    """Between what parts of the held-out estimates the middle part of the published totals lies (Weibull's quantiles,
    whose expected coverage of a new row is the part)."""
    low, high = _ends(data.actual / held_out(data, folds), part)
    return round(low, 2), round(high, 2)


def tried(data: Priced, folds: Sequence[np.ndarray], part: float = 0.8) -> float:
    """How many totals the band holds that is made without their fold."""
    ratio, hits = data.actual / held_out(data, folds), 0
    for fold in folds:
        low, high = _ends(ratio[~fold], part)
        hits += int(((low <= ratio[fold]) & (ratio[fold] <= high)).sum())
    return hits / len(data)


def _ends(ratio: np.ndarray, part: float) -> tuple[float, float]:
    low, high = np.quantile(ratio, [(1 - part) / 2, (1 + part) / 2], method="weibull")
    return float(low), float(high)


def coverage(data: Priced) -> float:
    """The part of the rows whose published total lies in the low–high band."""
    return float(np.mean((data.low <= data.actual) & (data.actual <= data.high)))


def main() -> None:
    """Print the comparison as a Markdown table."""
    data = priced()
    rows = {
        "Yipanqi, rates as shipped": data.shipped,
        "Yipanqi, best on all rows": data.grid[calibrate(data, np.ones(len(data), bool))],
        "Yipanqi, each row held out": held_out(data, by_row(data)),
        "Yipanqi, each city held out": held_out(data, by_city(data)),
        "Yipanqi, middle of every band (before calibration)": data.grid[GRID.index((0.5, 0.5))],
        "flat 452 元/㎡": data.area * FLAT_AREA,
        "flat 30,000 元/户": data.households * FLAT_HOUSEHOLD,
    }
    print("### Estimator: median absolute percentage error on published totals\n")
    print(f"| {len(data)} priced rows | per household (n={_count(data.households)}) | per ㎡ (n={_count(data.area)}) |")
    print("|---|---|---|")
    for name, estimate in rows.items():
        by_household, by_area = errors(estimate, data)
        print(f"| {name} | {_percent(by_household)} | {_percent(by_area)} |")
    u, v = GRID[calibrate(data, np.ones(len(data), bool))]
    print(f"\nThe low–high band holds {coverage(data):.0%} of the totals. Best place in the bands: {u:.2f} for rates")
    print(f"by household, {v:.2f} for the others. A flat rate is judged on the rows that have its count.\n")
    print("| 80% band | times the estimate | holds, made without their fold |")
    print("|---|---|---|")
    for name, folds in (("each row held out", by_row(data)), ("each city held out", by_city(data))):
        low, high = band(data, folds)
        print(f"| {name} | {low:.2f} to {high:.2f} | {tried(data, folds):.0%} |")


def _bands(counts: dict) -> dict[str, tuple[float, float, float]]:
    given = defaults()
    base = base_scope(given.measures)
    parts = {
        "households": [m for m in base if m.driver == "households"],
        "others": [m for m in base if m.driver != "households"],
    }
    bands = {name: outline(counts, measures, given.policy) for name, measures in parts.items()}
    return {name: (b.low / FEN_PER_WAN, b.mid / FEN_PER_WAN, b.high / FEN_PER_WAN) for name, b in bands.items()}


def _between(bands: dict[str, tuple[float, float, float]], u: float, v: float) -> float:
    (low, _, high), (other_low, _, other_high) = bands["households"], bands["others"]
    return low + u * (high - low) + other_low + v * (other_high - other_low)


def _median(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _count(values: np.ndarray) -> int:
    return int(np.sum(~np.isnan(values)))


def _percent(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.1%}"


if __name__ == "__main__":
    main()
