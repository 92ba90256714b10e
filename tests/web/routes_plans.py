"""Who gets what from the pages of plans."""

from typing import Any

from web.district import District
from web.plans.conftest import a_run, an_entry
from web.routes import Row

from yipanqi.web.programmes.models import ProgrammeEntry

VIEWS = (
    "district", "office", "department", "utility", "subdistrict", "community", "contractor", "supervisor",
)  # fmt: skip
WHOLE = ("district", "office", "department")
EXPORTS = (*WHOLE, "subdistrict")
UNSEEN = ("utility", "subdistrict", "community", "contractor", "supervisor")


class PlanRow(Row):
    """A plan that is not in force: who may see plans, but not this one, gets 404; who may not, 403."""

    def expected(self, kind: str, method: str) -> int:
        told = super().expected(kind, method)
        return 404 if kind in UNSEEN and told == 403 and self.permission == "plans.view" else told

    permission = "plans.view"


class DocumentRow(PlanRow):
    """Papers tell of the whole plan: of one in force they are for who may export."""

    def in_force(self, kind: str) -> int:
        return 200 if kind in EXPORTS else 403


def _nowhere(district: District) -> list[Any]:
    return [10**9]


def _run(district: District) -> list[Any]:
    entry = an_entry(district)
    run = a_run(entry, district.people["office"])
    ProgrammeEntry.objects.filter(pk=entry.pk).update(current_version=None)  # other rows want no programme to work with
    return [run.uid]


def _works(district: District) -> list[Any]:
    return [*_run(district), "works"]


def _file(district: District) -> list[Any]:
    return [*_run(district), "zh", 0]


OFFICE = ("office",)
ROWS = (
    Row(name="plans:index", who=VIEWS, get=200),
    Row(name="plans:compare", who=EXPORTS, get=200),
    Row(name="plans:new", who=OFFICE, get=404, post=404),  # no programme yet
    PlanRow(name="plans:run", who=WHOLE, get=200, args=_run),
    PlanRow(name="plans:part", who=WHOLE, get=200, args=_works),
    PlanRow(name="plans:documents", who=WHOLE, post=302, args=_run),
    DocumentRow(name="plans:document", who=WHOLE, get=404, args=_file),
    Row(name="plans:stop", who=OFFICE, post=302, args=_run),
    Row(name="plans:again", who=OFFICE, post=302, args=_run),
    Row(name="plans:at-once", who=OFFICE, post=404, args=_nowhere),
    Row(name="plans:go_on", who=OFFICE, post=302, args=_run),
    Row(name="plans:hand", who=OFFICE, get=200, post=200, args=_run),
    Row(name="plans:propose", who=OFFICE, get=200, post=302, args=_run),
    Row(name="plans:decline", who=("district",), get=200, post=200, args=_run),
    Row(name="plans:withdraw", who=OFFICE, post=302, args=_run),
    Row(name="plans:adopt", who=("district",), get=200, post=200, args=_run),
    Row(name="plans:remake", who=OFFICE, post=302, args=_run),
)
