"""The shipped rates are the calibrated ones, and the method's page shows the errors that the bench prints."""

import csv
from importlib.resources import files
from pathlib import Path

import estimator
import numpy as np
import pytest

from yipanqi.domain.programme import Policy

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def data() -> estimator.Priced:
    return estimator.priced()


def test_shipped_rates_are_the_calibrated_ones(data: estimator.Priced):
    """The estimate by the rates as shipped is the best one on the grid."""
    best = data.grid[estimator.calibrate(data, np.ones(len(data), bool))]

    assert np.allclose(data.shipped, best, rtol=1e-6)


def test_better_than_flat_rates(data: estimator.Priced):
    """For each household and each ㎡, calibrated or held out."""
    each = [np.arange(len(data)) == row for row in range(len(data))]
    flat_household, _ = estimator.errors(data.households * estimator.FLAT_HOUSEHOLD, data)
    _, flat_area = estimator.errors(data.area * estimator.FLAT_AREA, data)

    for estimate in (data.shipped, estimator.held_out(data, each)):
        by_household, by_area = estimator.errors(estimate, data)
        assert by_household < flat_household
        assert by_area < flat_area


def test_the_band_of_an_estimate_is_honest(data: estimator.Priced):
    """What is stored is what the bench makes with each city held out; it holds eight in ten of what it never saw."""
    with (files("yipanqi.workbook") / "data" / "cost_band.csv").open(encoding="utf-8") as file:
        row = next(csv.DictReader(file))

    ends = float(row["low"]), float(row["high"])

    assert ends == estimator.band(data, estimator.by_city(data), float(row["part"])) and int(row["rows"]) == len(data)
    assert ends == (float(Policy().cost_low), float(Policy().cost_high))
    assert 0.75 <= estimator.tried(data, estimator.by_city(data)) <= 0.85


def test_the_method_tells_the_figures(capsys: pytest.CaptureFixture[str]):
    """The table in docs is what the bench prints."""
    estimator.main()

    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    told = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.glob("method*.md"))
    assert all(row in told for row in rows)
