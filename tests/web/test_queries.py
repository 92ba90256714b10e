"""No list and no page asks the database more often because it has more rows."""

from dataclasses import replace

import pytest
from builders import a_need, an_estate
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.plans.conftest import a_run, an_entry, tight
from web.test_routes import ROWS

from yipanqi.web.plans.views.frame import PARTS
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import ProgrammeEntry, Record

FEW, MANY = 5, 50
FIRST = ("estates:estate", "programmes:record")  # about one row, whichever


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """Plans of each test lie apart."""
    settings.HOME = tmp_path


def grown(count: int):
    """The builders' programme with so many estates more, each with its survey."""
    plain = tight()
    estates = tuple(an_estate(f"X{n}", name=f"新村{n}", households=100 + n) for n in range(count))
    needs = tuple(a_need(estate.id, "water") for estate in estates)
    return replace(plain, estates=plain.estates + estates, needs=plain.needs + needs)


def addresses(entry: ProgrammeEntry, run) -> list[tuple[str, str]]:
    """Every list and page that answers GET without an object of its own, and those of the programme and the plan."""
    plain = [
        (row.name, reverse(row.name))
        for row in ROWS
        if row.get == 200 and row.args.__name__ == "<lambda>" and not _needs_more(row.name)
    ]
    first = {name: entry.records.active().filter(sheet="estates").order_by("pk")[0].pk for name in FIRST}
    about = [(name, reverse(name, args=[pk])) for name, pk in first.items()]
    about += [(name, reverse(name, args=[entry.pk])) for name in ("programmes:programme", "programmes:units")]
    about += [
        (f"sheet {key}", reverse("programmes:sheet", args=[entry.pk, key])) for key in ("estates", "survey", "measures")
    ]
    about += [
        ("plans:run", reverse("plans:run", args=[run.uid])),
        ("plans:hand", reverse("plans:hand", args=[run.uid])),
    ]
    about += [(f"plans:part {part}", reverse("plans:part", args=[run.uid, part])) for part in PARTS]
    return plain + about


def _needs_more(name: str) -> bool:
    try:
        reverse(name)
    except Exception:  # the route has arguments
        return True
    return False


def test_no_page_asks_more_for_more_rows(district, as_):
    """Each route asks as many questions of fifty estates as of five."""
    few, many = (_counted(district, as_, count) for count in (FEW, MANY))

    more = {name: (few[name], many[name]) for name in few if many[name] > few[name]}

    assert len(few) > 30
    assert more == {}


def _counted(district, as_, count: int) -> dict[str, int]:
    """Route → questions, of the second time that all are asked: what is kept in memory, and what the log tells of, was
    made by the first."""
    ProgrammeEntry.objects.update(current_version=None)
    entry = an_entry(district, grown(count))
    index.write(entry, index.facts(grown(count)), is_whole=True)
    run = a_run(entry, district.people["office"])
    assert Record.objects.filter(entry=entry, sheet="estates").count() == 3 + count
    other = a_run(entry, district.people["office"], "第二方案")
    compared = ("plans:compare", f"{reverse('plans:compare')}?run={run.uid}&run={other.uid}")
    browsers = {who: as_(who) for who in ("office", "system_admin", "audit_admin", "district")}
    rows = {row.name: row for row in reversed(ROWS)}
    asking = []
    for name, url in [*addresses(entry, run), compared]:
        row = rows.get(name.split()[0])
        asking.append((name, url, next((who for who in browsers if row is None or who in row.who), "office")))
    for _, url, who in asking:
        browsers[who].get(url)
    found = {}
    for name, url, who in asking:
        with CaptureQueriesContext(connection) as asked:
            answer = browsers[who].get(url)
        assert answer.status_code == 200, (name, answer.status_code)
        found[name] = len(asked)
    return found
