"""WORKSHOP: numpy and solvers; the only callers of solvers."""

from yipanqi.planner import compiled, kernel
from yipanqi.planner.asking import Judged, Planned, Request, Unpayable, broken_told, judge, why_not, write_planned
from yipanqi.planner.claim import BoundBy, CannotReadClaim
from yipanqi.planner.cluster import CannotReachCluster, require_cluster
from yipanqi.planner.collision import Infeasible, Rule, Undecided
from yipanqi.planner.columns import CannotReadProblem
from yipanqi.planner.draft import Draft
from yipanqi.planner.folder import PLAN_FOLDER, CannotOpenPlan, read_picture, read_plan, read_starts
from yipanqi.planner.method import CannotPlan, Progress, Settings, solve
from yipanqi.planner.plan import plan
from yipanqi.planner.problem import Committed, Moves, Problem
from yipanqi.planner.process import standing_by
from yipanqi.planner.reading import read_problem
from yipanqi.planner.solution import Solution, write_solution
from yipanqi.planner.sound import Probe
from yipanqi.planner.tables import CannotRead, Fault
from yipanqi.planner.translate import StayClose
from yipanqi.planner.verify import Misstatement, PlanFault, Verdict, verify, verify_folders
from yipanqi.planner.workers import LostWorker
from yipanqi.planner.writing import write_problem

compiled.renew(kernel.use)  # before any of it is called

__all__ = [
    "PLAN_FOLDER",
    "BoundBy",
    "CannotOpenPlan",
    "CannotPlan",
    "CannotReachCluster",
    "CannotRead",
    "CannotReadClaim",
    "CannotReadProblem",
    "Committed",
    "Draft",
    "Fault",
    "Infeasible",
    "Judged",
    "LostWorker",
    "Misstatement",
    "Moves",
    "PlanFault",
    "Planned",
    "Probe",
    "Problem",
    "Progress",
    "Request",
    "Rule",
    "Settings",
    "Solution",
    "StayClose",
    "Undecided",
    "Unpayable",
    "Verdict",
    "broken_told",
    "judge",
    "plan",
    "read_picture",
    "read_plan",
    "read_problem",
    "read_starts",
    "require_cluster",
    "solve",
    "standing_by",
    "verify",
    "verify_folders",
    "why_not",
    "write_planned",
    "write_problem",
    "write_solution",
]
