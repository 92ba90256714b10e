"""Run every benchmark: each module prints its own Markdown table (`make bench`)."""

import district
import estimator

BENCHMARKS = (district, estimator)


def main() -> None:
    """One after the other, for they share the machine's cores."""
    for benchmark in BENCHMARKS:
        benchmark.main()
        print()


if __name__ == "__main__":
    main()
