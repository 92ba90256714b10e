"""What a process keeps in memory is never walked by the collector, and is gone when nobody holds it."""

import gc
import json
import os
import subprocess
import sys
import weakref

import pytest
from web.plans.conftest import a_run, an_entry
from web.test_settings import GOOD

from yipanqi.web.page.memory import lasting
from yipanqi.web.plans.study import _study, study
from yipanqi.web.programmes.models.entries import _KEPT, _Shelf
from yipanqi.workbook.records import put_together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    yield
    gc.unfreeze()


class Thing:
    """Something that is kept."""


def test_what_lasts_is_out_of_the_collectors_way():
    """No collection goes on while it is made, and none walks it afterwards."""
    before = gc.get_freeze_count()

    with lasting():
        assert not gc.isenabled()
        kept = [Thing() for _ in range(1000)]

    assert gc.isenabled() and gc.get_freeze_count() >= before + len(kept)


STARTED = """
import gc, sys, yipanqi.web.wsgi
print("yipanqi.web.plans.views.parts" in sys.modules, gc.get_freeze_count() > 9999, gc.get_threshold()[0])
"""


def test_a_server_that_starts_has_the_pages_at_hand(tmp_path):
    """No first reader waits for them to be imported, and the collector walks none of it; it says that nobody signs."""
    (tmp_path / "static").mkdir()
    place = {"DJANGO_SETTINGS_MODULE": "yipanqi.web.settings", "YIPANQI_HOME": str(tmp_path)}

    found = subprocess.run(
        [sys.executable, "-c", STARTED],
        env={**os.environ, **GOOD, **place},
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.stdout.split() == ["True", "True", "50000"]
    assert [json.loads(line)["logger"] for line in found.stderr.splitlines()] == ["yipanqi.web.audit.watch"]


def test_a_failure_leaves_the_collector_as_it_was():
    """What could not be made stops nothing."""
    with pytest.raises(ValueError, match="no"), lasting():
        raise ValueError("no")

    assert gc.isenabled()


def test_a_programme_that_the_shelf_drops_is_gone(district):
    """It holds no cycle: it goes without the collector, which would never see it again."""
    shelf, entry = _Shelf(_KEPT), an_entry(district)
    gone = weakref.ref(shelf.take((0,), lambda: put_together(entry.sheets()), is_whole=True))
    gc.disable()
    try:
        for number in range(_KEPT):
            shelf.take((number + 1,), entry.frame)
        assert gone() is None
    finally:
        gc.enable()


def test_a_study_that_is_dropped_is_gone(district):
    """Its figures too."""
    _study.cache_clear()
    found = study(a_run(an_entry(district), district.people["office"]))
    assert found.facts.tasks and found.facts.binding is not None and found.payments_by_estate
    gone = [weakref.ref(found.facts), weakref.ref(found.offer)]
    gc.disable()
    try:
        del found
        _study.cache_clear()
        assert [ref() for ref in gone] == [None, None]
    finally:
        gc.enable()
