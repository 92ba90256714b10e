"""Lists from outside: looked through, taken in, taken back; what the scanner and the inspection make of them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web.disclosure.conftest import DAY

from yipanqi.domain.disclosure.duty import Status
from yipanqi.web.disclosure import brought, brought_file, duties_jobs, requests_shown
from yipanqi.web.disclosure.checking import findings
from yipanqi.web.disclosure.models import BroughtList
from yipanqi.web.disclosure.public import linking
from yipanqi.web.disclosure.public.building import tree
from yipanqi.web.inbox.models import Message
from yipanqi.web.jobs.actions import file
from yipanqi.web.jobs.worker import drain


def sent(browser, kind, text, name="清单.csv"):
    """The page of the dry run."""
    page = reverse("disclosure:list-look", args=[kind])
    return browser.post(page, {"file": SimpleUploadedFile(name, text.encode("utf-8-sig"))})


def taken_in(browser, kind, text):
    """Looked through and taken in."""
    page = sent(browser, kind, text)
    look = reverse("disclosure:list-look", args=[kind])
    return browser.post(look, {"kept": page.context["kept"], "name": "清单.csv"})


@pytest.fixture
def estate(monkeypatch) -> str:
    """The name of an estate of the programme."""
    monkeypatch.setattr(brought_file, "estates_of", lambda entry: [("E1", "和平里")])
    return "和平里"


def test_a_roll_is_kept_as_keyed_hashes_alone(as_, entry, estate, tmp_path):
    """Faults tell the line, never a name; nothing on the disk or on a page holds a name or a room."""
    office = as_("office")
    page = sent(
        office,
        "roll",
        f"小区,姓名,房号\n{estate},欧阳测试,3-2-501\n{estate},诸葛乙,\n无此小区,司马丙,1\n{estate},甲,2\n",
    )
    html = page.content.decode()

    assert page.context["found"].count == 2 and "第4行" in html and "第5行" in html
    assert not any(name in html for name in ("欧阳测试", "诸葛乙", "司马丙")) and not BroughtList.objects.exists()
    taken = {"kept": page.context["kept"], "name": "名册.csv"}
    look = reverse("disclosure:list-look", args=["roll"])
    office.post(look, taken)
    office.post(look, taken)
    assert BroughtList.objects.count() == 1 and brought.rolls(entry) == [(estate, 2, 1)]
    kept = b"".join(it.read_bytes() for it in (tmp_path / "disclosure").rglob("*") if it.is_file())
    assert "欧阳测试".encode() not in kept and b"501" not in kept.replace(brought_file.mark().encode(), b"")[:40]


def test_the_check_knows_the_names_of_the_roll(as_, entry, estate, made):
    """A plain name that only the roll knows is found; taken back, it is not."""
    text = {"html": ("<p>感谢阿古拉木热心支持。</p>", "")}
    version = made(by_hand=True, **text)
    assert not [it for it in findings(version) if it.kind == "name"]
    office = as_("office")
    taken_in(office, "roll", f"小区,姓名,房号\n{estate},阿古拉木,\n")

    version.found_at = None
    assert [it.level for it in findings(version) if it.kind == "name"] == ["ask"]
    office.post(reverse("disclosure:list-undo", args=["roll", BroughtList.objects.get().pk]))
    version.found_at = None
    assert not [it for it in findings(version) if it.kind == "name"]


def test_a_roll_of_another_key_is_told(as_, entry, estate, monkeypatch):
    """It is of no use, and the page says so."""
    office = as_("office")
    taken_in(office, "roll", f"小区,姓名\n{estate},阿古拉木\n")
    monkeypatch.setattr(brought_file, "key", lambda: b"k" * 32)

    assert brought.is_other_key(entry) and brought.rolls(entry) == []
    assert "请重新导入" in office.get(reverse("disclosure:list", args=["roll"])).content.decode()


def test_letters_that_wait_are_signs_of_the_inspection(as_, entry):
    """After three months; a later list says that one was answered."""
    office = as_("office")
    taken_in(
        office, "letters", "来信编号,来信日期,答复日期\nA1,2026-11-20,\nA2,2026-11-21,2026-11-20\nA3,2027-01-05,\n"
    )
    duties = reverse("disclosure:duties")

    assert [it.key for it in brought.letters(entry)] == ["A1", "A3"]
    html = office.get(duties).content.decode()
    assert "留言长期不答复" in html and "留言" in html
    page = reverse("disclosure:list", args=["letters"])
    assert "超过3个月未答复" in office.get(page, {"state": "open"}).content.decode()
    assert "A1" in office.get(page, {"as": "csv"}).getvalue().decode("utf-8-sig")
    taken_in(office, "letters", "来信编号,来信日期,答复日期\nA1,2026-11-20,2027-02-01\n")
    assert brought.letters(entry)[0].answered_on == date(2027, 2, 1)
    assert "留言长期不答复" not in office.get(duties).content.decode()


REQUESTS = "申请编号,收到日期,是否延期,征求第三方日期,第三方答复日期,答复日期,答复类型,答复告知内容\n"


def test_requests_for_disclosure_stand_with_their_clocks(as_, entry):
    """Twenty working days, twenty more, the time of a third party left out; what is wrong is told by line."""
    office, day = as_("office"), entry.frame().working
    lines = (
        "Q1,2026-11-20,否,,,,,\n"  # late
        "Q2,2026-11-20,是,2027-02-22,,,,\n"  # a third party is asked still
        "Q3,2026-12-01,,2026-12-03,2026-12-10,2026-12-31,不予公开,涉及商业秘密\n"
        "Q4,2026-12-01,,,,2026-12-31,不予公开,\n"  # says no reason
        "Q5,2026-12-01,,,,2026-12-31,信息不存在,业主王建国电话13812345678\n"
        "Q6,2026-12-01,,,,2026-11-30,信息不存在,经检索不存在\n"
        "Q7,2026-12-01,,,,2026-12-31,驳回,无\n"
        "Q1,2026-12-01,,,,,,\n"
        "Q8,2026-12-01,,,2026-12-05,,,\n"
    )
    looked = sent(office, "requests", REQUESTS + lines)
    faults = dict(looked.context["faults"])

    assert looked.context["count"] == 3 and sorted(faults) == [5, 6, 7, 8, 9, 10]
    assert "理由" in faults[5] and "个人信息" in faults[6] and "13812345678" not in looked.content.decode()
    taken_in(office, "requests", REQUESTS + lines)
    found = {it.request.key: it for it in requests_shown.requests_of(entry, DAY)}
    assert found["Q1"].until == day.add(date(2026, 11, 20), 20) and found["Q1"].status is Status.LATE
    assert found["Q2"].third_until == day.add(date(2027, 2, 22), 15)
    assert found["Q3"].status is Status.DONE and not found["Q3"].was_late
    html = office.get(reverse("disclosure:duties")).content.decode()
    assert "依申请公开" in html and "Q1" in html and "Q3" not in html
    waiting = office.get("/").content.decode()
    assert "2 件公开申请逾期未答复" in waiting and f"{reverse('disclosure:duties')}#requests" in waiting
    page = reverse("disclosure:list", args=["requests"])
    late = office.get(page, {"state": "late", "as": "csv"}).getvalue().decode("utf-8-sig")
    assert "Q1" in late and "Q3" not in late
    assert "第3项" in office.get(page, {"state": "answered"}).content.decode()
    assert "涉及商业秘密" in office.get(reverse("disclosure:list-template", args=["requests"])).getvalue().decode(
        "utf-8-sig"
    )
    file(kind=duties_jobs.DUTIES, args={"entry": entry.pk}, by=None, key="duties")
    drain()
    told = {it.key.rpartition(":")[2] for it in Message.objects.open().filter(key__contains=":request:")}
    assert told == {it.request.key for it in found.values() if it.status in (Status.NEAR, Status.LATE)} >= {"Q1"}
    assert "商业秘密" not in as_("subdistrict").get(reverse("disclosure:duties")).content.decode()


def test_dead_links_are_signs_of_the_inspection(as_, entry):
    """Within the tree by the night's job; outside as a list says; the template names those outside."""
    (tree() / "a").mkdir(parents=True)
    page = '<a href="a/">x</a> <a href="gone.html#b">y</a> <a href="https://e.gov.cn/1">z</a> <a href="#top">t</a>'
    (tree() / "index.html").write_text(page, encoding="utf-8")
    (tree() / "a" / "index.html").write_text('<a href="../index.html?x=1">up</a>', encoding="utf-8")
    file(kind=linking.LINKS, args={}, by=None, key="links")
    drain()
    found, office = linking.tried(), as_("office")

    assert (found.pages, [it.address for it in found.dead]) == (2, ["gone.html"])
    assert found.outside == (("index.html", "https://e.gov.cn/1"),) and found.day == DAY
    template = reverse("disclosure:list-template", args=["links"])
    assert "https://e.gov.cn/1" in office.get(template).getvalue().decode("utf-8-sig")
    taken_in(
        office,
        "links",
        "页面,链接,状态码,检查日期\nindex.html,https://e.gov.cn/1,404,2027-02-28\nb,ftp://x,,2027-01-01\n",
    )
    html = office.get(reverse("disclosure:duties")).content.decode()
    assert html.count("失效链接") >= 2 and "https://e.gov.cn/1" in html and "gone.html" in html


def test_who_may_not_draft_sees_no_list(as_, entry):
    """The roll is nobody else's."""
    assert as_("subdistrict").get(reverse("disclosure:list", args=["roll"])).status_code == 403
    assert as_("office").get(reverse("disclosure:list", args=["nothing"])).status_code == 404
