"""I4: two people at the same moment, each in a thread of their own: one wins, the other is told."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest
from builders import an_estate
from django.db import connections
from web.programmes.conftest import AT, HOME, a_file, record_of, two_subdistricts, work
from web.programmes.test_rows import fields

from yipanqi.web.audit.models import Event
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import Change, ImportBatch, ProgrammeEntry, Record

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed answered; all of them begin together."""
    start, answers = Barrier(len(deeds)), [None] * len(deeds)

    def do(at: int) -> None:
        try:
            start.wait(20)
            answers[at] = deeds[at]()
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(at,)) for at in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.parametrize("turn", range(3))
def test_of_two_imports_confirmed_at_once_one_is_taken_in(turn, entry, office, as_, tmp_path):
    """Both were checked against the same state; what stands afterwards is the one whole workbook or the other."""
    more = replace(two_subdistricts(), estates=(*two_subdistricts().estates, an_estate("E9", subdistrict=HOME)))
    fewer = replace(two_subdistricts(), duties=(), needs=two_subdistricts().needs[1:])
    batches = [actions.upload(entry=entry, file=a_file(it, tmp_path), by=office, at=AT) for it in (more, fewer)]
    work()
    browsers = [as_("office"), as_("office")]

    at_once(*(lambda it=it: browsers[it].post(f"{batches[it].get_absolute_url()}confirm") for it in (0, 1)))
    work()

    states = [ImportBatch.objects.get(pk=batch.pk).state for batch in batches]
    assert sorted(states) == ["applied", "ready"]
    assert ProgrammeEntry.objects.get(pk=entry.pk).programme() == (more, fewer)[states.index("applied")]
    assert Event.objects.filter(action="import.applied").count() == 2  # the fixture's, and one of these


def test_the_same_file_sent_twice_at_once_is_one_import(office, as_, tmp_path):
    """A double click, or two colleagues with one file."""
    browsers, data = [as_("office"), as_("office")], [a_file(two_subdistricts(), tmp_path) for _ in (0, 1)]

    answers = at_once(*(lambda it=it: browsers[it].post("/imports/", {"file": data[it]}) for it in (0, 1)))
    work()

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert (ImportBatch.objects.count(), ProgrammeEntry.objects.count()) == (1, 1)


def test_of_two_edits_of_a_row_at_once_one_is_saved(mine, as_):
    """The other gets 409 with both versions; nothing is overwritten."""
    record, browsers = record_of(mine), [as_("office"), as_("subdistrict")]
    url, forms = record.get_absolute_url(), [fields(browser, record_of(mine)) for browser in browsers]

    answers = at_once(*(lambda it=it: browsers[it].post(url, forms[it] | {"note": f"第 {it} 人写的"}) for it in (0, 1)))

    codes = [answer.status_code for answer in answers]
    assert sorted(codes) == [302, 409]
    record.refresh_from_db()
    assert record.values["note"] == f"第 {codes.index(302)} 人写的"
    assert Change.objects.filter(record=record, batch=None).count() == 1
    assert Record.objects.get(pk=record.pk).revision == 2
