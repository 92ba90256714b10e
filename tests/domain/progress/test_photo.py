"""What is odd about a photo of a report, and which two show before and after."""

from datetime import date, datetime

import pytest

from yipanqi.domain.coordinate import Point
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.progress.photo import (
    SHIPPED,
    Alike,
    Mark,
    Oddity,
    PhotoPolicy,
    Shot,
    alike_marks,
    marks,
    pairs,
    policy_on,
)
from yipanqi.domain.progress.photo_told import MARKS, mark_told

SITE, MONTH = Point(114.275, 30.605), date(2027, 3, 1)
OPENED = datetime.fromisoformat("2027-03-20 09:00:00.700")


def a_shot(key=1, *, day="2027-03-20", clock="09:00:00", north=0.0, **more) -> Shot:
    """A photo taken so many metres north of the estate's point."""
    place = Point(SITE.longitude, SITE.latitude + north / 111_195)
    return Shot(**{"key": key, "taken": datetime.fromisoformat(f"{day} {clock}"), "point": place} | more)


def codes(shot: Shot, **more) -> list[str]:
    """What is odd about it."""
    given = {"site": SITE, "month": MONTH, "opened": OPENED} | more
    return [str(mark.code) for mark in marks(shot, **given)]


@pytest.mark.parametrize(
    ("shot", "odd"),
    [
        (a_shot(), []),
        (a_shot(north=300), []),
        (a_shot(north=302), ["far"]),
        (a_shot(clock="08:59:59"), ["before_opening"]),
        (a_shot(day="2027-02-28"), ["outside_month", "before_opening"]),
        (a_shot(day="2027-04-01"), ["outside_month"]),
        (a_shot(day="2028-03-20"), ["outside_month"]),
        (a_shot(taken=None), ["no_time"]),
        (a_shot(point=None), ["no_place"]),
        (a_shot(taken=None, point=None), ["no_place", "no_time"]),
    ],
)
def test_when_and_where_a_photo_was_taken_is_marked_and_no_more(shot, odd):
    """Three hundred metres are near, the second in which the form was opened is in time."""
    assert codes(shot) == odd


def test_what_is_not_known_of_the_report_marks_nothing():
    """An estate without a point, a form without its opening."""
    assert codes(a_shot(north=9000, day="2027-03-01"), site=None, opened=None) == []


def test_marks_carry_their_figures_and_come_back_from_the_record():
    """Metres in whole ones, the camera's time to the minute."""
    found = list(marks(a_shot(north=1234, day="2027-02-01"), site=SITE, month=MONTH, opened=None))

    assert found[0].metres == 1234 and found[1].at == "2027-02-01 09:00"
    assert [Mark.of(mark.kept()) for mark in found] == found
    assert found[0].kept() == {"code": "far", "metres": 1234}


def test_six_bits_are_the_same_seven_a_look_and_eleven_nothing():
    """The likest first."""
    found = list(alike_marks([Alike(4, 11), Alike(3, 10), Alike(2, 7), Alike(1, 6), Alike(5, 0)]))

    assert [(mark.photo, mark.code, mark.bits) for mark in found] == [
        (5, Oddity.SAME_AS, 0),
        (1, Oddity.SAME_AS, 6),
        (2, Oddity.LOOK, 7),
        (3, Oddity.LOOK, 10),
    ]


def test_the_district_says_how_far_is_far_from_a_day_on():
    """What it does not say is as shipped."""
    own = [Setting(key="progress.photo_metres", value="500", source="会议纪要", since=date(2027, 4, 1))]

    assert policy_on(own, date(2027, 3, 31)) == PhotoPolicy() == policy_on((), MONTH)
    assert policy_on(own, date(2027, 4, 1)) == PhotoPolicy(metres=500)
    assert {it.key.removeprefix("progress.photo_") for it in SHIPPED} == set(PhotoPolicy.__slots__)


def test_before_and_after_are_the_oldest_and_the_newest_of_a_spot():
    """Of the newest day the nearest; what lies between belongs to the same spot."""
    shots = [
        a_shot(1, day="2027-03-02"),
        a_shot(2, day="2027-04-02", north=5),
        a_shot(3, day="2027-06-02", north=12),
        a_shot(4, day="2027-06-02", clock="10:00:00", north=-3),
        a_shot(5, day="2027-03-05", north=200),
        a_shot(6, day="2027-07-01", north=210),
        a_shot(7, day="2027-07-01", point=None),
    ]

    found = pairs(shots)

    assert [(pair.before.key, pair.after.key, round(pair.metres)) for pair in found] == [(1, 4, 3), (5, 6, 10)]


def test_one_day_and_one_photo_make_no_pair():
    """Nothing has changed between two shots of a morning."""
    assert pairs([a_shot(1), a_shot(2, clock="11:00:00"), a_shot(3, north=500)]) == []
    assert pairs([]) == []


@pytest.mark.parametrize(
    ("mark", "zh", "en"),
    [
        (Mark(code=Oddity.FAR, metres=1234), "拍摄地点距小区 1,234 米", "Taken 1,234 m from the estate"),
        (
            Mark(code=Oddity.SAME_AS, photo=3, bits=4),
            "与已有照片相同（64 位中 4 位不同）",
            "Shows the same as another photo (4 of 64 bits differ)",
        ),
    ],
)
def test_marks_are_said_in_both_languages(mark, zh, en):
    """Each code has its sentence and its name."""
    assert (mark_told(mark, "zh"), mark_told(mark, "en")) == (zh, en)
    assert set(MARKS) == {str(it) for it in Oddity} and all(it.names for it in Oddity)
