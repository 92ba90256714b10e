"""The packed columns that compiled passes read: few arrays, each row what one loop needs at once."""

from typing import NamedTuple

from yipanqi.planner.problem import Flags, Floats, Ints

NO_BASE_PLAN = -2  # base start where there is no plan to stay close to; NONE where it does not start the estate

# Columns of `work`, `option`, `estate`, `kind` and `target_rate`
KIND, ESTATE, PARENT, FORCED, FIRST_OPTION, END_OPTION, BASE = range(7)
COST, LOAD, BENEFIT, USABLE = range(4)
FIRST_WORK, END_WORK, FIRST_START, LAST_START, SPAN, MUST, BASE_START, REGION = range(8)
OFFSET, FIRST_PART, END_PART, FIRST_CREW, END_CREW = range(5)
AT_LEAST, PENALTY, BY_HOUSEHOLDS = range(3)


class Packed(NamedTuple):
    """Columns of compiled functions. A kind is a (place, measure) pair; rows are crews, then sites, by quarter."""

    work: Ints  # [W, 7]: KIND … BASE
    option: Floats  # [O, 4]: COST … USABLE
    estate: Ints  # [E, 8]: FIRST_WORK … REGION
    households: Floats  # [E]
    kind: Ints  # [kinds, 5]: OFFSET … END_CREW
    profile: Ints  # [kinds]: the share profile of a kind
    part: Floats  # how measures spread over quarters, one after the other
    crew: Ints  # first row of each crew limit of a kind's trade
    site_ptr: Ints  # [R+1]
    site: Ints  # first row of each site limit of a region
    target_ptr: Ints  # [R+1]
    target: Ints
    target_end: Ints  # [targets]: first quarter too late
    target_rate: Floats  # [targets, 3]: AT_LEAST … BY_HOUSEHOLDS
    open: Flags  # [E, Q]: may the estate start then?
    worth: Floats  # [Q]: discount^t
    per_year: int  # quarters
    site_row: int  # first row behind the crews
    moves_row: int  # behind crews and sites
    money_row: int  # first row of the sets of funds
