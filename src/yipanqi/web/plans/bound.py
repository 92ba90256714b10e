"""Which rows of plans the log answers for, and by which columns. A form once in use stays as it is: add another."""

from django.db.models import Q

from yipanqi.web.audit.bound import bind_rows

from .models import Adoption, PlanRun, Proposal, ProposalEnd
from .words import OPEN

_RUN = (
    *("uid", "entry_id", "version_id", "base_id", "name", "kind", "asked", "levers", "job_id", "state", "changes"),
    *("why_not", "broken", "violation_count", "objective", "upper_bound", "priced_bound", "gap", "seconds"),
    *("work", "versions", "estates", "households", "works", "money", "outcome", "folder", "by_id", "at", "made_at"),
)
RUN = (_RUN, (*_RUN, "unfinished"), (*_RUN, "unfinished", "money_told"))
PROPOSAL = (("run_id", "number", "by_id", "at", "note"),)
END = (("proposal_id", "kind", "proposed_by_id", "by_id", "at", "note"),)
ADOPTION = (("run_id", "entry_id", "proposal_id", "proposed_by_id", "by_id", "at", "note"),)
ENDED = ~Q(state=OPEN)  # what is still made may change

bind_rows(PlanRun, "方案", "plan", forms=RUN, where=ENDED)
bind_rows(Proposal, "提请", "proposal", forms=PROPOSAL)
bind_rows(ProposalEnd, "提请的办结", "end of a proposal", forms=END)
bind_rows(Adoption, "采用", "adoption", forms=ADOPTION)
