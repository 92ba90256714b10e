"""WORKSHOP: numpy and solvers; the only callers of solvers."""

from yipanqi.planner import folder
from yipanqi.planner.asking import Judged, Planned, Request, Unpayable, broken_told, judge, why_not, write_planned
from yipanqi.planner.cluster import CannotReach, reach
from yipanqi.planner.collision import Infeasible, Rule
from yipanqi.planner.columns import CannotRead
from yipanqi.planner.method import CannotPlan, Progress, Settings, solve
from yipanqi.planner.plan import plan
from yipanqi.planner.problem import Committed, Moves, Problem
from yipanqi.planner.reading import read_problem
from yipanqi.planner.solution import Solution, read_starts, write_solution
from yipanqi.planner.translate import StayClose
from yipanqi.planner.verify import Fault, Verdict, verify
from yipanqi.planner.workers import LostWorker
from yipanqi.planner.writing import write_problem

__all__ = [
    "CannotPlan",
    "CannotReach",
    "CannotRead",
    "Committed",
    "Fault",
    "Infeasible",
    "Judged",
    "LostWorker",
    "Moves",
    "Planned",
    "Problem",
    "Progress",
    "Request",
    "Rule",
    "Settings",
    "Solution",
    "StayClose",
    "Unpayable",
    "Verdict",
    "broken_told",
    "folder",
    "judge",
    "plan",
    "reach",
    "read_problem",
    "read_starts",
    "solve",
    "verify",
    "why_not",
    "write_planned",
    "write_problem",
    "write_solution",
]
