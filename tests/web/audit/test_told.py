"""How the log is told: each deed and value in the words of the app whose deed it is."""

import pytest
from django.db import transaction
from django.utils import translation
from web.district import AT

from yipanqi.web.audit import actions
from yipanqi.web.audit.views import told

pytestmark = pytest.mark.django_db

PEOPLE, WORKBOOK = "accounts.peopleimport", "programmes.importbatch"


def line(action, kind, lang="zh-hans", **facts):
    """An event of this deed on an object of this kind, as the log shows it."""
    with transaction.atomic(), translation.override(lang):
        return told([actions.record(action, subject=(kind, "999"), at=AT, **facts)])[0]


@pytest.mark.parametrize(
    ("action", "kind", "zh", "en"),
    [
        ("import.read", WORKBOOK, "读取工作簿", "Workbook read"),
        ("import.applied", WORKBOOK, "导入工作簿", "Workbook taken in"),
        ("import.undone", WORKBOOK, "撤销导入", "Import undone"),
        ("people_import.read", PEOPLE, "检查人员导入文件", "File of people checked"),
        ("people_import.applied", PEOPLE, "导入人员", "People imported"),
        ("people_import.undone", PEOPLE, "撤销人员导入", "Import of people undone"),
        ("people_import.codes_issued", PEOPLE, "批量发放一次性码", "One-time codes issued"),
        ("import.read", PEOPLE, "检查人员导入文件", "File of people checked"),
        ("import.applied", PEOPLE, "导入人员", "People imported"),
        ("import.undone", PEOPLE, "撤销人员导入", "Import of people undone"),
        ("import.codes_issued", PEOPLE, "批量发放一次性码", "One-time codes issued"),
    ],
)
def test_an_import_is_told_as_what_it_was(action, kind, zh, en):
    """A workbook's import is not told as one of people, nor the reverse; also where an old event holds the old code."""
    assert (line(action, kind).action, line(action, kind, "en").action) == (zh, en)


@pytest.mark.parametrize(
    ("action", "kind", "values", "shown"),
    [
        ("import.read", WORKBOOK, {"errors": 3}, ("错误数", "3")),
        ("people_import.read", PEOPLE, {"errors": 3}, ("错误", "3")),
        ("import.read", PEOPLE, {"errors": 3}, ("错误", "3")),
        ("organisation.added", "accounts.organisation", {"kind": "subdistrict"}, ("类型", "街道")),
        ("job.filed", "jobs.job", {"kind": "plans.run"}, ("类型", "编制方案")),
        ("programme.row_added", "programmes.record", {"kind": "residents"}, ("类型", "居民出资")),
        ("programme.row_added", "programmes.record", {"role": "system_admin"}, ("role", "system_admin")),
        ("test.unnamed", "", {"role": "system_admin"}, ("role", "system_admin")),
        ("test.unnamed", "", {"count": 2}, ("数量", "2")),
    ],
)
def test_a_value_is_told_by_the_app_whose_deed_it_is(action, kind, values, shown):
    """The same name of a value means what it means to the owner of the deed."""
    name, _, after = line(action, kind, after=values).values[0]

    assert (name, after) == shown


def test_a_refusal_names_the_permission_in_words():
    """What was asked for is told, though it is no row."""
    with transaction.atomic():
        event = actions.refuse("access.refused", subject=("permission", "plans.make"), at=AT)

    assert told([event])[0].subject not in ("", "plans.make", "permission plans.make")
