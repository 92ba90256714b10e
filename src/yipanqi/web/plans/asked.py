"""What a run asks of the planner, from what is stored of it. Imports the solvers, which takes a second."""

from dataclasses import replace

from yipanqi.planner import Request, Settings, StayClose

from . import outcome_json as kept
from .models import PlanRun


def request_of(run: PlanRun) -> Request:
    """What the run asks of the planner, from what is stored: the version, the scenario, and the base plan, which never
    changes."""
    base = kept.unpacked(bytes(run.base.outcome)).plan if run.base is not None else None
    moves = run.asked.get("moves")
    is_close = base is not None and moves is not None
    return Request(
        programme=run.programme(),
        stay_close=StayClose(base=dict(base.starts), moves=moves) if is_close else None,
        earlier=base if run.asked.get("warm") else None,
    )


def settings_of(run: PlanRun) -> Settings:
    """How long the run searches, as it was asked."""
    return Settings(**{name: run.asked[name] for name in ("seconds", "work", "seed", "workers")})


def again_of(run: PlanRun) -> Settings:
    """The same settings, limited by the work that was done instead of by the clock."""
    return replace(settings_of(run), seconds=None, work=run.work)
