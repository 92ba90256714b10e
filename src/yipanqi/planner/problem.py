"""The planning problem as flat columns: what the planner is given, and nothing that it derives.

Sizes: R regions, M measures, F funds, Y years, Q quarters, E estates, W works, O options. Money is 10⁴ yuan,
load is crew-weeks, benefit is points. Row numbers stand for identifiers everywhere.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NONE = -1  # no parent, no prerequisite, no start, no option
LONGEST = 256  # works of one estate that compiled passes have room for; more are refused
MISSING = -2  # a prerequisite that the estate does not list: the work can never be done


@dataclass(frozen=True, eq=False)
class Regions:
    """A forest of regions, parents before children."""

    ids: tuple[str, ...]
    parent: Ints  # [R]
    level: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Measures:
    """The catalogue; measure m spreads its cost and load over quarters offset[m] … by its profile."""

    ids: tuple[str, ...]
    group: tuple[str, ...]
    klass: tuple[str, ...]
    trades: tuple[str, ...]
    trade: Ints  # [M] → trades
    offset: Ints  # [M]
    profile_ptr: Ints  # [M+1]
    profile: Floats  # the parts of measure m: profile[profile_ptr[m]:profile_ptr[m + 1]], sum 1

    @property
    def length(self) -> Ints:
        """Quarters from the estate's start to the end of each measure's work, [M]."""
        return (self.offset + np.diff(self.profile_ptr)).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Funds:
    """Who may pay: share[f, m] of a work's cost in each year, inside its region, up to cap[f, y]."""

    ids: tuple[str, ...]
    region: Ints  # [F]
    share: Floats  # [F, M]
    cap: Floats  # [F, Y], inf without a limit
    carry: Flags  # [F]: what a year leaves over may be spent later


@dataclass(frozen=True, eq=False)
class Crews:
    """Load limits of one trade in one region, by quarter."""

    region: Ints  # [n]
    trade: Ints  # [n] → Measures.trades
    cap: Floats  # [n, Q]


@dataclass(frozen=True, eq=False)
class Sites:
    """How many estates of a region may be under construction at once, by quarter."""

    region: Ints  # [n]
    cap: Floats  # [n, Q]


@dataclass(frozen=True, eq=False)
class Targets:
    """Estates (or households) of a region to be started by the end of a year; each missing unit costs a penalty."""

    region: Ints  # [n]
    households: Flags  # [n]: counts households rather than estates
    year: Ints  # [n]
    at_least: Floats  # [n]
    penalty: Floats  # [n]


@dataclass(frozen=True, eq=False)
class Estates:
    """The estates, with the window of their start and whether they must start."""

    ids: tuple[str, ...]
    region: Ints  # [E]
    households: Floats  # [E]
    earliest: Ints  # [E]
    latest: Ints  # [E]
    must: Flags  # [E]


@dataclass(frozen=True, eq=False)
class Works:
    """Works by estate, prerequisites before the works that need them; options by work."""

    ptr: Ints  # [E+1]: works of estate e are ptr[e] … ptr[e+1]-1
    measure: Ints  # [W]
    requires: Ints  # [W]: the measure required first, or NONE
    parent: Ints  # [W]: the work of that measure on the same estate, NONE or MISSING
    required: Flags  # [W]
    option_ptr: Ints  # [W+1]: options of work w are option_ptr[w] … option_ptr[w+1]-1
    option_ids: tuple[str, ...]  # the names of options
    option: Ints  # [O] → option_ids
    cost: Floats  # [O]
    benefit: Floats  # [O]
    load: Floats  # [O]


@dataclass(frozen=True, eq=False)
class Moves:
    """Stay close to a base plan: at most `limit` estates start elsewhere than base[e] (NONE: not started)."""

    base: Ints  # [E]
    limit: int


@dataclass(frozen=True, eq=False)
class Committed:
    """Money already promised: works of measure[i] in region[i] that fall due in year[i] and come from no decision."""

    region: Ints
    measure: Ints
    year: Ints
    amount: Floats


def nothing_committed() -> Committed:
    """No promised money."""
    empty = np.zeros(0, np.int32)
    return Committed(empty, empty, empty, np.zeros(0))


@dataclass(frozen=True, eq=False)
class Problem:
    """One planning problem, checked: every row number is valid, every figure finite."""

    name: str
    first_year: int
    quarters: int
    quarters_per_year: int
    discount: float
    regions: Regions
    measures: Measures
    funds: Funds
    crews: Crews
    sites: Sites
    targets: Targets
    estates: Estates
    works: Works
    moves: Moves | None = None
    committed: Committed = field(default_factory=nothing_committed)

    @property
    def years(self) -> int:
        """Fiscal years of the horizon, Y."""
        return self.quarters // self.quarters_per_year

    def spans(self) -> Ints:
        """Quarters under construction of each estate, [E]: the longest of all its listed works, 1 without works."""
        span = np.ones(len(self.estates.ids), np.int32)
        owner = np.repeat(np.arange(len(span)), np.diff(self.works.ptr))
        np.maximum.at(span, owner, self.measures.length[self.works.measure])
        return span


def ranges(first: Ints, sizes: np.ndarray) -> Ints:
    """first[0], first[0]+1, … of sizes[0] numbers, then those of the next."""
    ends = np.cumsum(sizes)
    return (np.repeat(first - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)).astype(np.int32)
