"""Refused workbooks go: one by one, all at once, or when a corrected one is in; approvals come before them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web.programmes.conftest import AT, a_file, taken_in, two_subdistricts, work

from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit.models import Event
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import ImportBatch, ProgrammeEntry
from yipanqi.web.programmes.telling import Programmes

pytestmark = pytest.mark.django_db(transaction=True)


def refused(office, name: str, entry=None) -> ImportBatch:
    """A workbook that is none."""
    batch = actions.upload(entry=entry, file=SimpleUploadedFile(name, name.encode()), by=office, at=AT)
    work()
    return batch


def waits(office) -> list[str]:
    """What the first page says."""
    return [one.text for one in Programmes(office, None).waiting()]


def test_several_refused_are_one_line_and_go_together(office, as_):
    """Two are one line; 放弃 takes one away, 全部 the others, each with its event."""
    first, *_ = (refused(office, f"{name}.xlsx") for name in "甲乙丙")
    browser = as_("office")

    assert waits(office) == ["3 个工作簿有错误，未导入"]
    browser.post(reverse("programmes:import-drop", args=[first.uid]))
    browser.post(reverse("programmes:imports-drop-refused"))

    assert waits(office) == []
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"dropped"}
    assert Event.objects.filter(action="import.dropped").count() == 3


def test_a_corrected_one_takes_its_refused_forerunner_off_the_first_page(office, tmp_path):
    """Refused as a new programme, corrected under another name and taken in: nothing waits."""
    refused(office, "登月.xlsx")
    assert waits(office) == ["工作簿《登月.xlsx》有错误，未导入"]

    batch = taken_in(a_file(two_subdistricts(), tmp_path, "登月（改）.xlsx"), office)
    assert waits(office) == []

    refused(office, "又一次.xlsx", batch.entry)
    assert waits(office) == ["工作簿《又一次.xlsx》有错误，未导入"]


def test_all_together_asks_first_and_a_phone_names_each_figure(office, as_):
    """全部放弃 opens a question; each cell of the stacked list has its heading."""
    for name in "甲乙":
        refused(office, f"{name}.xlsx")

    page = as_("office").get(reverse("programmes:imports")).content.decode()

    assert "确定全部放弃？" in page and "放弃我的全部有错误的 2" in page
    assert page.count('data-head="错误"') == page.count('data-head="时间"') == 2


def test_a_marked_copy_on_its_way_is_waited_for(office, as_):
    """The page of a refused workbook says that the copy comes, and asks again until it is there."""
    batch = refused(office, "甲.xlsx")
    batch.own = {"reading": 1}  # another key for the job; nothing of it is kept
    ImportBatch.objects.filter(pk=batch.pk).update(annotated_as="")
    actions.ask_for_marks(batch=batch)
    browser = as_("office")

    page = browser.get(batch.get_absolute_url()).content.decode()
    ImportBatch.objects.filter(pk=batch.pk).update(annotated_as="marked.xlsx")
    later = browser.get(batch.get_absolute_url()).content.decode()

    assert "正在生成标注副本" in page and 'hx-select="#marked"' in page
    assert "正在生成标注副本" not in later and 'hx-select="#marked"' not in later and "下载标注副本" in later


def test_a_workbook_that_would_change_nothing_waits_for_nobody(office):
    """What is read and would change something waits to be confirmed; the same data once more do not."""
    home = Organisation.objects.first()
    entry = ProgrammeEntry.objects.create(organisation=home, name="区", created_by=office, created_at=AT)
    facts = {"entry": entry, "stored_as": "x", "size": 1, "state": "ready", "by": office, "at": AT}
    ImportBatch.objects.create(file_name="same.xlsx", sha256="0" * 64, **facts)
    added = {"estates": {"added": 1}}
    ImportBatch.objects.create(file_name="more.xlsx", sha256="1" * 64, difference=added, **facts)

    assert waits(office) == ["工作簿《more.xlsx》待确认"]
