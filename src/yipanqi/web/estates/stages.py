"""The stages, in the order of the work: what each tells is read here and nowhere else. A new stage adds one line."""

from typing import Any

from yipanqi.web.accounts.telling import People
from yipanqi.web.audit.telling import Log
from yipanqi.web.backups.telling import Server
from yipanqi.web.delivery.telling import Delivery
from yipanqi.web.disclosure.telling import Disclosure
from yipanqi.web.inbox.telling import Inbox
from yipanqi.web.jobs.telling import Jobs
from yipanqi.web.page.telling import Telling
from yipanqi.web.plans.telling import Plans
from yipanqi.web.programmes.telling import Programmes
from yipanqi.web.progress.telling import Progress
from yipanqi.web.supervision.telling import Supervision

STAGES: list[type[Telling]] = [
    Log,
    People,
    Jobs,
    Inbox,
    Server,
    Programmes,
    Plans,
    Delivery,
    Progress,
    Supervision,
    Disclosure,
]


def tellings(user: Any, entry: Any) -> list[Telling]:
    """What each stage tells this person of this programme (none while there is none), earliest stage first."""
    return [stage(user, entry) for stage in STAGES]
