"""Who reads what about tasks, and when it is taken back."""

from datetime import date, timedelta

from web.delivery.acceptances import on_site
from web.delivery.conftest import AT, DAY, task_of
from web.delivery.test_changes import asked, decided
from web.delivery.test_tasks import delivery, moved, through  # noqa: F401  (a fixture)

from yipanqi.domain.delivery.change import ChangeAction
from yipanqi.domain.delivery.state import Action, State
from yipanqi.web.delivery import telling_people
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.inbox.models import Message


def read_by(person) -> list[str]:
    """What somebody's open messages say."""
    return [it.what_zh for it in Message.objects.visible_to(person).open().order_by("pk")]


def test_an_adoption_tells_each_unit_its_tasks(district, delivery):  # noqa: F811
    """The subdistrict's people read how many and from when; who has none reads nothing."""
    telling_people.of_adoption(delivery, at=AT)
    telling_people.of_adoption(delivery, at=AT)

    assert read_by(district.people["elsewhere"]) == ["方案“基准方案”采用，您单位有 10 项任务"]
    assert read_by(district.people["contractor"]) == []


def test_a_report_is_for_who_checks_until_it_is_checked(district, delivery):  # noqa: F811
    """The office reads of it; checked, the message is history."""
    task = through(district, task_of(delivery, "E1-scheme"), until=State.REPORTED)
    assert read_by(district.people["office"]) == ["E1小区“方案”已报完"]

    moved(task, Action.CHECK, district.people["office"])

    assert read_by(district.people["office"]) == []


def test_what_is_sent_back_is_for_who_reported_it(district, delivery):  # noqa: F811
    """With the reason; reported anew, it is settled, and who checks reads of it once more."""
    task = through(district, task_of(delivery, "E1-scheme"), until=State.REPORTED)
    task = moved(task, Action.SEND_BACK, district.people["office"], reason="缺居民签字")
    assert read_by(district.people["subdistrict"]) == ["E1小区“方案”被退回：缺居民签字"]

    moved(task, Action.REPORT, district.people["subdistrict"])

    assert read_by(district.people["subdistrict"]) == []
    assert read_by(district.people["office"]) == ["E1小区“方案”已报完"]


def test_a_week_is_told_once_and_takes_the_last_one_back(district, delivery):  # noqa: F811
    """Late and due are counted; the next week's message stands in the place of this one's."""
    monday = DAY - timedelta(days=DAY.weekday())
    late = DeliveryTask.objects.leaves().filter(estate="E3", finish_date__lt=DAY).exclude(measure="water").count()

    telling_people.of_week(DAY, at=AT)
    telling_people.of_week(DAY, at=AT)
    assert read_by(district.people["elsewhere"]) == [f"您单位有 {late} 项任务逾期，本周到期 0 项"]

    telling_people.of_week(monday + timedelta(days=7), at=AT)
    assert len(read_by(district.people["elsewhere"])) == 1
    assert Message.objects.get(person=district.people["elsewhere"], settled_at=None).until == date(2026, 12, 3)


def test_a_change_is_for_who_may_decide_and_then_for_who_asked(district, adoption):
    """The approver reads of it, the asker does not; decided, it waits for nobody, and the asker reads what became of
    it."""
    change = asked(adoption, district)
    waits = f"变更 {change.code} 待批：{change.reason}"
    assert waits in read_by(district.people["approver"]) and waits not in read_by(district.people["office"])

    decided(change, ChangeAction.DECLINE, district.people["approver"], note="数据有误")

    assert waits not in read_by(district.people["approver"])
    assert [it for it in read_by(district.people["office"]) if change.code in it] == [f"变更 {change.code}：已退回"]


def test_a_visit_is_for_who_signs(district, adoption):
    """The subdistrict reads that its items are to be judged."""
    on_site(district)

    assert "E1小区联合验收进入现场查验，请查验并签字" in read_by(district.people["subdistrict"])
