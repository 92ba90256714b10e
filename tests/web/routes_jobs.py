"""Who gets what from the pages of the jobs. That one stops only one's own is in `jobs/test_pages`."""

from typing import Any

from web.district import District
from web.routes import STAFF, Row

from yipanqi.web.jobs.models import Job


def _of_community(district: District) -> list[Any]:
    of = {"kind": "test.route", "created_by": district.people["community"]}
    job, _ = Job.objects.get_or_create(key="route", defaults=of)
    return [job.pk]


def _nobodys(district: District) -> list[Any]:
    return [10**9]


ROWS = (
    Row(name="jobs:index", who=STAFF, get=200),
    Row(
        name="jobs:job",
        who=("community", "district", "office", "system_admin"),
        get=200,
        others=404,
        args=_of_community,
    ),
    Row(name="jobs:stop", who=STAFF, post=404, args=_nobodys),
    Row(name="jobs:again", who=STAFF, post=404, args=_nobodys),
)
