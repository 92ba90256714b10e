"""The laws of tasks, of acceptance and of orders under people who try anything: the tests' own machines, ten thousand
runs each.

python drills/machines.py [--runs 10000] [--seed 1]
"""

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]


def main() -> None:
    """Run them; print how long each took. Raises with the order that fails."""
    from domain.delivery.test_acceptance import test_whatever_is_said_and_signed_nobody_is_signed_for as acceptance
    from domain.delivery.test_machine import Tasks
    from domain.supervision.test_machine import Orders
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st
    from hypothesis.stateful import run_state_machine_as_test

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    given_here = asked.parse_args()
    chosen = settings(
        max_examples=given_here.runs,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    told = {}
    began = time.monotonic()
    run_state_machine_as_test(seed(given_here.seed)(Tasks), settings=settings(chosen, stateful_step_count=30))
    told["tasks"] = {"runs": given_here.runs, "faults": 0, "seconds": round(time.monotonic() - began)}
    began = time.monotonic()
    law = acceptance.hypothesis.inner_test
    chosen(seed(given_here.seed)(given(st.data())(lambda data: law(data))))()
    told["acceptance"] = {"runs": given_here.runs, "faults": 0, "seconds": round(time.monotonic() - began)}
    began = time.monotonic()
    run_state_machine_as_test(seed(given_here.seed)(Orders), settings=settings(chosen, stateful_step_count=40))
    told["orders"] = {"runs": given_here.runs, "faults": 0, "seconds": round(time.monotonic() - began)}
    sys.stdout.write(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
