"""A period worked out and looked at before it is closed: sums, checks, differences. As JSON keeps it, for of a large
district a job looks."""

from typing import Any

from yipanqi.domain.supervision.figures import of_year
from yipanqi.domain.supervision.snapshot import Snapshot, differences

from .models import ClosedPeriod
from .period_checks import looked_at


def look(now: Snapshot, last: ClosedPeriod | None) -> dict[str, Any]:
    """What it would be closed on, beside the last version."""
    then = last.snapshot if last else None
    return {
        "estates": len(now.lines),
        "years": [[year, _sums(now, year), _sums(then, year) if then else None] for year in now.years],
        "checks": [[list(it.names), it.holds, it.is_hard, list(it.told)] for it in looked_at(now)],
        "differs": None if then is None else sum(1 for _ in differences(then, now)),
        "known_on": now.known_on.isoformat(),
    }


def _sums(snapshot: Snapshot, year: int) -> dict[str, int]:
    one = of_year(snapshot, year)
    return {name: getattr(one, name) for name in one.__dataclass_fields__}
