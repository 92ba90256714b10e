"""Run the benchmarks; all print Markdown tables: `make bench`, or some: `make bench BENCH="district sizes"`. The peers'
answers are kept, by instance, machine and versions, until BENCH says `--refresh`."""

import sys

import district
import estimator
import forecast
import middle
import reasons
import sizes
import small
import what_if

REFRESH = "--refresh"
BENCHMARKS = {
    "district": lambda: district.main([REFRESH] if REFRESH in sys.argv else []),
    "small": lambda: small.main([]),
    "middle": lambda: middle.main([]),
    "what_if": what_if.main,
    "reasons": reasons.main,
    "sizes": lambda: sizes.main([]),
    "estimator": estimator.main,
    "forecast": lambda: forecast.main([]),
}


def main() -> None:
    """One after the other, for they share the machine's cores: those named, or all."""
    for name in [name for name in sys.argv[1:] if name != REFRESH] or BENCHMARKS:
        BENCHMARKS[name]()
        print()


if __name__ == "__main__":
    main()
