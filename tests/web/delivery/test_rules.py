"""The rules of delivery: in force and to come, each with its source; a later value changes nothing before its day."""

from datetime import date

import pytest
from web.delivery.conftest import AT, DAY
from web.triggers import assert_refused, attempts

from yipanqi.web.audit.models import Event
from yipanqi.web.delivery import actions
from yipanqi.web.delivery.models import DeliverySetting
from yipanqi.web.delivery.models.settings import setting

SENT = {"value": "15", "source": "区改造办〔2027〕8号", "since": "2027-03-10"}


def add(adoption, district, **more):
    """A value from a day on."""
    about = {"key": "coordination_days", "value": 15, "source": "会议纪要", "since": DAY} | more
    return actions.add_setting(entry=adoption.entry, by=district.people["office"], at=AT, day=DAY, **about)


def test_a_later_value_counts_from_its_day_on(adoption, as_):
    """The page tells both; the law reads the old one until then."""
    office = as_("office")

    assert office.post("/tasks/rules/coordination_days/", SENT).status_code == 302

    assert setting(adoption.entry, "coordination_days", date(2027, 3, 9)) == 10
    assert setting(adoption.entry, "coordination_days", date(2027, 3, 10)) == 15
    listed = office.get("/tasks/rules/").text
    assert "10 个工作日" in listed and "2027-03-10" in listed and "15 个工作日" in listed
    page = office.get("/tasks/rules/coordination_days/").text
    assert "待生效" in page and "区改造办〔2027〕8号" in page and "本软件的默认值" in page
    assert Event.objects.filter(action="delivery.setting_added").count() == 1


def test_a_table_is_set_row_by_row(adoption, as_):
    """Who approves up to how much: an empty row is none, an empty figure no limit; money is kept in fen."""
    sent = {
        "0-role": "approver", "0-money": "80", "0-days": "", "1-role": "leader", "1-money": "", "1-days": "",
        "2-role": "", "2-money": "", "2-days": "", "source": "区政府常务会议", "since": "2027-03-01",
    }  # fmt: skip

    answer = as_("office").post("/tasks/rules/change.limits/", sent, follow=True)

    assert setting(adoption.entry, "change.limits", DAY) == [
        {"role": "approver", "money": 80_000_000, "days": None},
        {"role": "leader", "money": None, "days": None},
    ]
    assert "改造办审批人：金额不超过 80 万元；区领导：不设上限" in answer.text


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("coordination_days", SENT | {"value": "-1"}),
        ("coordination_days", SENT | {"value": "x"}),
        ("coordination_days", SENT | {"source": " "}),
        ("coordination_days", SENT | {"since": "2027-02-28"}),
        ("change.last_day", SENT | {"value": "02-30"}),
        ("change.limits", {"0-role": "", "source": "x", "since": "2027-03-10"}),
    ],
)
def test_what_is_no_value_is_refused_with_what_was_written(adoption, as_, key, sent):
    """422, and no row: not a value of its kind, no source, or from a day that is over."""
    answer = as_("office").post(f"/tasks/rules/{key}/", sent)

    assert answer.status_code == 422 and "errorlist" in answer.text
    assert not DeliverySetting.objects.filter(key=key).exists()


def test_a_day_has_one_value_and_the_past_none(adoption, district):
    """A second value from the same day on, an unknown key, or a day before today is refused."""
    add(adoption, district)

    for more in (
        {"value": 20},
        {"key": "nothing"},
        {"since": date(2027, 2, 28)},
        {"value": "x", "since": date(2027, 4, 1)},
    ):
        with pytest.raises(actions.CannotSet):
            add(adoption, district, **more)
    assert DeliverySetting.objects.filter(key="coordination_days").count() == 1


def test_who_manages_sets_and_others_read(adoption, as_):
    """Everybody who sees tasks reads the rules; a form is for the office."""
    assert "设定新的值" not in as_("contractor").get("/tasks/rules/coordination_days/").text
    assert as_("district").post("/tasks/rules/coordination_days/", SENT).status_code == 403
    assert as_("office").get("/tasks/rules/nothing/").status_code == 404
    file = as_("office").get("/tasks/rules/?as=csv")
    assert "统筹施工方案" in b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig")


def test_the_database_keeps_values_as_they_were_set(adoption, district):
    """What was judged by a value can be looked up for ever."""
    add(adoption, district)

    for attempt in attempts(DeliverySetting, "source = 'x'"):
        assert_refused(attempt)
