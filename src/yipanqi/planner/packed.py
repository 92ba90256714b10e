"""The packed columns that compiled passes read: few arrays, each row what one loop needs at once."""

from typing import NamedTuple

import numpy as np

from yipanqi.planner.problem import Flags, Floats, Ints, Problem

NO_BASE_PLAN = -2  # base start where there is no plan to stay close to; NONE where it does not start the estate

# Columns of `work`, `option`, `estate`, `kind` and `target_rate`
KIND, ESTATE, PARENT, FORCED, FIRST_OPTION, END_OPTION, BASE = range(7)
COST, LOAD, BENEFIT, USABLE = range(4)
FIRST_WORK, END_WORK, FIRST_START, LAST_START, SPAN, MUST, BASE_START, REGION = range(8)
OFFSET, FIRST_PART, END_PART, FIRST_CREW, END_CREW = range(5)
AT_LEAST, PENALTY, BY_HOUSEHOLDS = range(3)


class Packed(NamedTuple):
    """Columns of compiled functions. A kind is a (place, measure) pair; rows are crews, then sites, by quarter."""

    work: Ints  # [W, 8]: kind, estate, parent, forced, first option, end of options, base, 0
    option: Floats  # [O, 4]: cost, load, benefit, usable
    estate: Ints  # [E, 8]: first work, end of works, first start, last start, span, must, base start, region
    households: Floats  # [E]
    kind: Ints  # [kinds, 6]: offset, first part, end of parts, first crew, end of crews, 0
    part: Floats  # the profiles of all measures
    crew: Ints  # first row of each crew limit of a kind's trade
    site_ptr: Ints  # [R+1]
    site: Ints  # first row of each site limit of a region
    target_ptr: Ints  # [R+1]
    target: Ints
    target_end: Ints  # [targets]: first quarter too late
    target_rate: Floats  # [targets, 3]: at least, penalty, counts households
    open: Flags  # [E, Q]: may the estate start then?
    worth: Floats  # [Q]: discount^t
    money_row: int  # first row of the sets of funds; the moves row stands before it


def pack(
    problem: Problem,
    place: Ints,
    window: tuple[Ints, Ints, Ints],
    opened: Flags,
    crews: tuple[Ints, Ints],
    by_region: dict[str, Ints],
    works: tuple[Ints, Flags, Ints],
    usable: Flags,
    places: int,
) -> Packed:
    """Pack the columns of a layout: window is (first, last, span), crews (ptr, rows), works (estate, forced, base)."""
    measures, listed, targets, quarters = problem.measures, problem.works, problem.targets, problem.quarters
    every, slots = np.arange(len(measures.ids)), np.arange(places)[:, None] * len(measures.trades) + measures.trade
    kind = np.zeros((places, len(every), 6), np.int32)
    kind[:, :, 0], kind[:, :, 1], kind[:, :, 2] = measures.offset, measures.profile_ptr[every], measures.profile_ptr[1:]
    kind[:, :, 3], kind[:, :, 4] = crews[0][slots], crews[0][slots + 1]
    work_estate, forced, base = works
    number = place[work_estate] * len(every) + listed.measure
    options = listed.option_ptr[:-1], listed.option_ptr[1:]
    earlier = np.full(len(place), NO_BASE_PLAN, np.int32) if problem.moves is None else problem.moves.base
    region, must = problem.estates.region, problem.estates.must
    return Packed(
        work=_columns(number, work_estate, listed.parent, forced, *options, base, np.zeros(len(number), np.int32)),
        option=np.stack([listed.cost, listed.load, listed.benefit, usable.astype(np.float64)], axis=1),
        estate=_columns(listed.ptr[:-1], listed.ptr[1:], *window, must, earlier, region),
        households=problem.estates.households,
        kind=kind.reshape(-1, 6),
        part=measures.profile,
        crew=(crews[1] * quarters).astype(np.int32),
        site_ptr=by_region["site_ptr"],
        site=(by_region["site"] * quarters + problem.crews.cap.size).astype(np.int32),
        target_ptr=by_region["target_ptr"],
        target=by_region["target"],
        target_end=((targets.year + 1) * problem.quarters_per_year).astype(np.int32),
        target_rate=np.stack([targets.at_least, targets.penalty, targets.households.astype(np.float64)], axis=1),
        open=opened.astype(np.uint8),
        worth=problem.discount ** np.arange(quarters, dtype=np.float64),
        money_row=problem.crews.cap.size + problem.sites.cap.size + 1,
    )


def _columns(*columns: Ints | Flags) -> Ints:
    return np.ascontiguousarray(np.stack([np.asarray(column, np.int32) for column in columns], axis=1))
