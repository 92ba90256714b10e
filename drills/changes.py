"""Ask for changes, decide and undo them in any order, ten thousand times: `python drills/changes.py --runs 10000`.

The machine of the tests, in a database of its own in a temporary folder; it ends at the first order that breaks a rule,
made as short as it can be.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))


def main() -> None:
    """Run the machine; print what it did."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=10_000)
    asked.add_argument("--steps", type=int, default=15)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"YIPANQI_HOME": home, "DJANGO_SETTINGS_MODULE": "web.settings"}
        import web.conftest  # noqa: F401  sets Django up as the tests do

        told = drill(Path(home), given.runs, given.steps, given.seed)
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def drill(home: Path, runs: int, steps: int, seed: int) -> dict[str, object]:
    """So many runs of so many steps; how many of each deed, and the seconds. Raises with the order that fails."""
    from django.conf import settings as ours
    from django.test.runner import DiscoverRunner
    from hypothesis import HealthCheck, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test
    from web.delivery.change_machine import Changes
    from web.delivery.conftest import DAY, adopted_plan, link_units, with_tasks
    from web.district import a_district

    from yipanqi.web.audit.models import Event

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    began, deeds = time.monotonic(), Counter[str]()
    try:
        ours.HOME, ours.TODAY = home, DAY
        people = a_district()
        adoption = adopted_plan(people)
        link_units(adoption.entry, s1=people.organisations["新华街道"])
        with_tasks(adoption)

        class OfThisDistrict(Changes):
            def teardown(self) -> None:
                found = Event.objects.filter(action__startswith="change.")
                deeds.update(found.values_list("action", flat=True))
                super().teardown()

        OfThisDistrict.adoption, OfThisDistrict.district = adoption, people
        many = settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(seeded(seed)(OfThisDistrict), settings=many)
    finally:
        runner.teardown_databases(databases)
    return {"runs": runs, "steps": steps, "seconds": round(time.monotonic() - began), "deeds": dict(deeds)}


if __name__ == "__main__":
    main()
