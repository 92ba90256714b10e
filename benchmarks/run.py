"""Run the benchmarks; each prints Markdown tables. `make bench`, or some: `make bench BENCH="district sizes"`."""

import sys

import district
import estimator
import reasons
import sizes
import what_if

BENCHMARKS = {
    "district": lambda: district.main([]),
    "what_if": what_if.main,
    "reasons": reasons.main,
    "sizes": lambda: sizes.main([]),
    "estimator": estimator.main,
}


def main() -> None:
    """One after the other, for they share the machine's cores: those named, or all."""
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
        print()


if __name__ == "__main__":
    main()
