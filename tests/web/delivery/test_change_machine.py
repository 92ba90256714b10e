"""Changes in any order by anybody: a short run of the machine; `drills/changes.py` runs it ten thousand times."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from web.delivery.change_machine import Changes


def test_no_order_of_changes_breaks_them(adoption, district):
    """Two persons, the limits, the day, the past, the money above and the log hold whatever is tried."""

    class OfThisDistrict(Changes):
        pass

    OfThisDistrict.adoption, OfThisDistrict.district = adoption, district
    phases = (Phase.explicit, Phase.generate)
    few = settings(
        max_examples=12, stateful_step_count=10, deadline=None, derandomize=True, database=None, phases=phases,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    run_state_machine_as_test(OfThisDistrict, settings=few)
