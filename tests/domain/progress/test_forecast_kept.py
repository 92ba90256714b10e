"""What a cache keeps of a forecast."""

import json
from datetime import date
from decimal import Decimal

import pytest

from yipanqi.domain.progress.forecast import ForecastRule, Part, forecast, need
from yipanqi.domain.progress.forecast_kept import foretold, foretold_of
from yipanqi.domain.progress.forecast_told import told
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped

DAYS, RULE = SiteDays(shipped()), ForecastRule()


@pytest.mark.parametrize("percent", ["0", "3", "50", "99", "100"])
@pytest.mark.parametrize("today", [date(2027, 12, 1), date(2028, 4, 10), date(2029, 4, 10)])
def test_it_tells_the_same_after_json(percent: str, today: date) -> None:
    """Notes, bands and needs of works at every stage read back as they were."""
    work = Part(
        number="a",
        start=date(2028, 1, 4),
        finish=date(2028, 5, 31),
        percent=Decimal(percent),
        as_of=date(2028, 3, 31) if percent != "0" else None,
        started=date(2028, 1, 4) if percent != "0" else None,
    )
    found = forecast(work, DAYS, today, RULE)
    kept = foretold(found, need(found, DAYS, today))

    again = foretold_of(json.loads(json.dumps(kept.stored)))

    for one, other in ((kept.note, again.note), (kept.band, again.band), (kept.need, again.need)):
        assert [told(one, lang) for lang in ("zh", "en")] == [told(other, lang) for lang in ("zh", "en")]
    assert (again.pace, again.basis) == (kept.pace, kept.basis)
