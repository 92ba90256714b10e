"""What the search is tuned by, each figure with its unit and reason; handed in, so tests and benchmarks may vary it.

Heats are in parts of an estate's mean share of the bound.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ScheduleParams:
    """Which kind of round comes when."""

    cycle: int = 8  # rounds of the first cycle where rounds are counted; each later one is twice as long
    walking: float = 0.8  # part of a cycle that walks; the rest polishes
    whole: int = 16  # with many funds, every second round frees works: in one of so many whole, else in parts
    few: int = 25  # up to so many estates walks are brief and begin anew …
    sure: int = 4  # … of which no clock leaves out so many, a tenth of a second each …
    brief: int = 8  # … for so many rounds …
    anew: int = 32  # … then all at once, and again after so many rounds
    fewer: int = 12  # up to so many estates a clock leaves time …
    more_brief: int = 16  # … for so many brief walks, as some lead nowhere near the best plan, …
    wide: int = 1  # … and for so many rounds that free some estates
    close: float = 0.02  # the gap, of the best plan's worth, from which on the core is tried …
    cores: int = 8  # … in one of so many rounds; the others free some estates


@dataclass(frozen=True, kw_only=True)
class StepParams:
    """How one step of a walk goes."""

    slice: int = 500  # steps between two looks at the clock and at the funds
    loosened: tuple[float, float] = 0.5, 6.0  # what brings more for its price than a figure between these stays
    blind: float = 0.03  # part of the starts that a step does not see
    by_bulk: float = 0.6  # odds of a step that puts bulky estates back first
    filling: float = 1.0  # of an estate's mean share of the bound: what filling may bring beside what was loosened
    outside: int = 4  # fewer than so many estates without a start are tried
    scan: int = 1_500  # works that are looked at, about: a step costs no more in a large shard
    skip: float = 0.2  # part of the rungs that every second climb passes by
    poor: float = 0.1  # odds of a climb that also takes what brings least for its price
    drop: float = 0.7  # odds that an option that is loosened goes down one more step


@dataclass(frozen=True, kw_only=True)
class GuideParams:
    """What prices say to a walk."""

    levels: tuple[float, ...] = 0.7, 0.8, 0.9, 0.95, 1.0, 1.05  # parts of the price set against what an option brings
    orders: int = 16  # of an estate's works …
    noise: float = 0.2  # … and how far a work's rank may stray in them
    classes: int = 14  # of rungs, from those that bring most for their price on: all of a class are alike, but of the …
    fine: int = 4  # … last; so many to a halving of that ratio
    top: float = 2.0  # the logarithm of the first class's least ratio
    free: float = 1e-6  # points: a rung that costs less counts as costing this


@dataclass(frozen=True, kw_only=True)
class TableParams:
    """How much room there is for sets of funds that prove too poor."""

    few: int = 12  # funds: above so many no few sets decide
    beside: int = 20  # rows kept for sets of a few funds, where all others pay in one place alone
    cuts: int = 64  # rows kept for sets, at the least …
    many_cuts: int = 512  # … and at the most; the oldest makes room …
    room: int = 8_000_000  # … and figures that the costs of them may take


@dataclass(frozen=True, kw_only=True)
class WalkParams:
    """How walks go, and how hot."""

    soonest: int = 4_000  # steps to a plan of any kind, at most: most meet one after 1,000 to 2,000
    quick: int = 20_000  # steps of the first walk for 83 estates, half a second: other processes need longer to begin …
    hurried: int = 2_500  # … and where there is little time
    steps: int = 20_000  # of one round …
    choices: float = 300.0  # … where an estate has no more starts times options than this
    beside: int = 3_300  # steps of a round beside own funds, whose steps are slow, …
    beside_ruin: int = 10  # … and the estates that they take out at most …
    slow: float = 1_500.0  # … as those are of estates with more starts times options than this, …
    slow_ruin: int = 6  # … which take out so many at most; …
    slow_hot: float = 0.1  # … both begin with so much heat: there is time for few of them
    hot: float = 0.3  # at the beginning of a walk that knows little
    mild: float = 0.05  # at the beginning from a good plan
    cold: float = 0.003  # at the end
    width: float = 6.0  # heat to begin with for each part of the bound that the first plan lacks, from mild to hot
    stages: int = 10  # parts of a long walk …
    joining: range = range(4, 9)  # … and those that begin at the best plan where it is better
    again: float = 0.15  # part of the heat it began with, with which a walk goes on from the best plan
    narrow: float = 0.2  # part of the gap that a start may be behind its estate's best under prices and be tried
    ruin: int = 20  # estates that a step takes out at most …
    wide_ruin: int = 28  # … and of every second worker: they should not all look alike
    loose: float = 0.8  # part of the works with little for their price that leaves in a step at most …
    little_loose: float = 0.25  # … and of every second worker: else scarce crews fall into plans with estates too many
    brief: int = 1_500  # steps of a brief walk
    briefs: int = 4  # of them in a round
    seen: tuple[float, ...] = (0.3, 0.5, 0.7, 1.0)  # parts of the starts that a brief walk sees, drawn for each
    tries: int = 2  # first walks, where the one before met no plan that can be paid
    polish: tuple[float, ...] = (0.05, 0.02, 0.01)  # heats that a short walk around the best plan begins with …
    polished: float = 0.001  # … and ends with
    polish_ruins: tuple[int, ...] = (5, 10, 3, 6)  # estates that its steps take out, by turns
    step: StepParams = field(default_factory=StepParams)
    guide: GuideParams = field(default_factory=GuideParams)
    table: TableParams = field(default_factory=TableParams)


@dataclass(frozen=True, kw_only=True)
class AffordParams:
    """How a plan that cannot be paid is made one that can."""

    looks: int = 200  # at the funds; each repairs all that one finds


@dataclass(frozen=True, kw_only=True)
class ChooserParams:
    """How estates to free are chosen, and what is learned of it."""

    kept: float = 0.9  # of a way's weight after each round …
    won: float = 0.5  # … with this for one that gained …
    least: float = 0.2  # … and never less than this
    growth: int = 8  # where rounds end proven, one estate more, and one for so many that are freed …
    most: int = 40  # … up to so many …
    fewest: int = 5  # … and down to so many where they run out
    of_region: float = 0.5  # chance beside the order of subdistricts
    of_window: float = 2.5  # chance beside the quarters that a start is away …
    idle_away: int = 6  # … which are fewer than this for an estate without a start, at random
    by_regret: float = 0.5  # part of the estates that are freed for their regret, the others for being undecided …
    undecided: float = 0.3  # … which counts so much
    idle: float = 0.6  # of an estate without a start beside one that starts in the year …
    of_year: float = 0.8  # … and chance


@dataclass(frozen=True, kw_only=True)
class ExactParams:
    """What the solver is asked, and how long it may look: counts, so that the answer is the same on every machine."""

    outward: float = 1e-6  # of a solver's bound: what it is rounded up by, and what its word may be off
    some: int = 8  # estates that a neighbourhood frees at first
    looks: int = 50  # of one neighbourhood
    many_looks: int = 400  # of the core, and between two plans
    patience: int = 1_000  # of the whole model …
    more_patience: int = 10_000  # … and when it is tried again
    few: int = 3  # estates that are freed where there are few …
    few_looks: int = 15  # … for which the solver may look so often …
    works_looks: int = 3  # … and so often for works alone
    cuts: int = 60  # rows of money that a model begins with, at most: those which its relaxation breaks
    sought: int = 3  # rounds after which the end looks for no better plans: all its time is for the bound
    nearer: float = 0.5  # part of the gap that their starts may be behind
    nearest_most: int = 25  # estates that the end frees first to the starts next to their best …
    nearest: float = 0.01  # … part of the gap that those may be behind …
    nearest_part: float = 0.75  # … and of the end that they may take
    fewest: int = 12  # estates that are done with all at once sooner than by whole starts first …
    scarce: float = 0.3  # … which bound more where so much of the bound is paid for crews that they fill, …
    starts_part: float = 0.4  # … in this part of what is left of the end …
    less_near: float = 0.4  # … after this part for the starts next to the best
    all_most: int = 60  # estates that are freed all at once
    core: float = 3e-4  # first margin of the core, of the bound …
    wider: float = 2.0  # … times this when the solver ends …
    narrower: float = 0.7  # … and times this when it does not
    wide: float = 0.25  # part of the rounds that free the works of all estates beside some starts
    margin: float = 0.003  # of the bound: starts that prices put further behind an estate's best are not tried
    gap: float = 2e-4  # at which a neighbourhood is good enough …
    between_gap: float = 1e-4  # … and two plans …
    core_gap: float = 1e-5  # … and the core, unless it holds every better plan …
    proof: float = 1e-9  # … which is then proven to be the best
    chooser: ChooserParams = field(default_factory=ChooserParams)
    afford: AffordParams = field(default_factory=AffordParams)


@dataclass(frozen=True, kw_only=True)
class RepairParams:
    """How an earlier plan that breaks rules is mended."""

    sheds: int = 12  # times that it is shed before the solver is asked
    looks: int = 200  # what the solver may be asked
    gap: float = 1e-4  # at which its answer is good enough


@dataclass(frozen=True, kw_only=True)
class RefutationParams:
    """How far a solver's word that there is no plan is checked in whole numbers."""

    entries: int = 20_000  # of a model's matrix: above so many the solver's word stands
    cases: int = 200  # of the tree
    whole: float = 1e-6  # what a column may be off a whole number and count as one


@dataclass(frozen=True, kw_only=True)
class FirstParams:
    """How a plan of any kind is asked for, and which rules leave none."""

    any_gap: float = 0.9  # gap: any plan will do
    brief: int = 50  # looks at a plan of the cheapest alone
    quick: int = 3_000  # entries of a model that is solved so soon that no clock cuts it short
    refutation: RefutationParams = field(default_factory=RefutationParams)


@dataclass(frozen=True, kw_only=True)
class DescentParams:
    """How prices are lowered."""

    forget: tuple[float, float] = 0.9, 0.99  # how slowly Adam's two averages forget
    shrink: float = 0.01  # the last step as a part of the first
    bold: float = 0.5  # the first step from nothing …
    shy: float = 0.2  # … and from where a leg ended
    leg: int = 250  # passes of a leg …
    legs: int = 12  # … of which there are so many at the most …
    gain: float = 2e-4  # … while each brings more than this part of the bound
    least: float = 0.3  # part of its natural price by which a price moves at the least
    chunk: int = 2_000  # estates that are worth a thread
    trial: int = 60  # passes that show whether single starts matter
    many_leg: int = 120  # passes of a leg where own funds are told apart, each of which takes longer …
    many_gain: float = 1e-3  # … and the part of the bound that it brings while there are more
    pots: int = 100_000  # rows of single starts, at most, that get prices of their own …
    close: float = 0.02  # … where starts so near their estate's best, of its value, draw too much …
    tight: float = 5e-4  # … where that lowers the bound by this part of it at the least


@dataclass(frozen=True, kw_only=True)
class RoundParams:
    """How rounds keep the clock."""

    look: float = 0.05  # seconds between looks at the workers …
    grace: float = 0.25  # … and for those whose time is over
    first: float = 0.5  # of the time, at most, for a first plan …
    hurry: float = 1.3  # … and seconds of which it may not take half


@dataclass(frozen=True, kw_only=True)
class ShardParams:
    """How many estates are cut into shards."""

    whole: int = 2_000  # that a shard holds at most …
    small: int = 120  # … and so few that nothing need be cut


@dataclass(frozen=True, kw_only=True)
class VisitParams:
    """How long visits to the shards of many estates are, in steps for each estate, and how they draw on the pool."""

    quick: tuple[int, int] = (25, 60)  # of a first visit, at the least and at the most
    long: tuple[int, int] = (50, 6_000)  # of a second one, which walks hot
    more: int = 240  # of a third one; each later one is twice as long
    pace: float = 20_000.0  # steps of a second, before any are timed
    parts: tuple[float, float] = (0.85, 0.8)  # of the time that is left for the first visits, and for the second ones
    draw: float = 2.0  # a visit may draw so many times a shard's even part of the pool
    look: float = 0.2  # seconds between looks at whoever may stop it


@dataclass(frozen=True, kw_only=True)
class AloneParams:
    """Which starts are closed because no money pays what must be done there."""

    most: int = 2_000  # estates that are looked at, a flow of a twentieth of a millisecond for each start
    sure: float = 1e-5  # of what is due: what is lacking by less may be within the rules' tolerance
    dear: float = 10.0  # times what an estate could win in all: what the lacking money costs there


@dataclass(frozen=True, kw_only=True)
class WorkerParams:
    """How long others are waited for."""

    tries: int = 3  # of a task: one that kills three workers is at fault itself
    patience: float = 10.0  # seconds for a scheduler to answer, and to have a worker
    closing: float = 5.0  # seconds for whoever waits for a process to see that it is gone


@dataclass(frozen=True, kw_only=True)
class DivisionParams:
    """How a year's money is divided: when Newton's steps end."""

    steps: int = 60  # a dozen do
    exact: float = 1e-9  # of the largest sum: where they end …
    gain: float = 1e-12  # … or of the dual's value, where they no longer gain
    least: float = 1e-9  # of the largest measure: a fund may have to pay where its own measure is nothing
    firm: float = 1e-12  # added to the diagonal: funds and dues without a payment that may still move
    shortest: float = 1e-9  # part of a step, halved until it gains …
    armijo: float = 1e-4  # … this part of what its slope promises


@dataclass(frozen=True, kw_only=True)
class MarginalParams:
    """Whom one more unit of a limit reaches."""

    asked: int = 10  # limits that are asked for
    most: int = 20_000  # works: of more the exact solution takes not seconds but many minutes
    step: float = 0.01  # part of a limit that is added; wide enough not to drown in tolerances


@dataclass(frozen=True, kw_only=True)
class ExplanationParams:
    """How much a reason names."""

    funds: int = 3  # where more of any of them would do: the broadest
    lacks: int = 3  # of one estate: the worst of each kind come first


@dataclass(frozen=True, kw_only=True)
class Params:
    """Everything that tunes a search."""

    relaxable: int = 400  # estates whose linear relaxation is solved whole …
    entries: int = 150_000  # … if its matrix has no more entries than this, seconds of work
    pricing: float = 0.4  # part of the time that prices may take
    sure_passes: int = 100  # of the descent where it cannot, whatever the clock says: bad prices make bad plans
    passes: int = 500  # of the descent of many estates, about
    pass_seconds: float = 1.5e-6  # that a pass takes for each estate
    tail: float = 0.35  # seconds kept for paying and verifying a plan …
    paper: float = 1.5e-4  # … and for each estate of many
    soon: float = 1.0  # seconds in which processes hardly begin
    ends: tuple[tuple[int, float], ...] = (
        (12, 0.55),
        (25, 0.4),
        (60, 0.25),
    )  # up to so many estates all are freed at the
    # end, in that part of the time: the only bound that sees that estates are whole
    starts_end: tuple[int, float, float] = (100, 0.1, 20.0)  # up to so many estates are bounded by whole starts in that
    # part of the time, if there are so many seconds and crews are scarce
    least_end: float = 0.5  # seconds that the fewest have for that even where none are left: most need less
    first: FirstParams = field(default_factory=FirstParams)
    alone: AloneParams = field(default_factory=AloneParams)
    workers: WorkerParams = field(default_factory=WorkerParams)
    descent: DescentParams = field(default_factory=DescentParams)
    rounds: RoundParams = field(default_factory=RoundParams)
    shards: ShardParams = field(default_factory=ShardParams)
    schedule: ScheduleParams = field(default_factory=ScheduleParams)
    walk: WalkParams = field(default_factory=WalkParams)
    exact: ExactParams = field(default_factory=ExactParams)
    repair: RepairParams = field(default_factory=RepairParams)
    visits: VisitParams = field(default_factory=VisitParams)
