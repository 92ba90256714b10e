"""Until when a request is answered, and with what."""

from datetime import date

from yipanqi.domain.disclosure.requested import (
    REPLIES,
    Asking,
    Reply,
    Request,
    lacking_reply,
    reply_due,
    third_party_due,
)
from yipanqi.domain.working_calendar import shipped

CALENDAR = shipped()
DAY = date(2026, 4, 1)


def test_twenty_days_and_twenty_more():
    """Working days after the day of receipt."""
    plain = Request(received_on=DAY)
    longer = Request(received_on=DAY, is_extended=True)

    assert reply_due(plain, DAY, CALENDAR) == CALENDAR.add(DAY, 20) == date(2026, 4, 30)
    assert reply_due(longer, DAY, CALENDAR) == CALENDAR.add(DAY, 40)


def test_the_time_in_which_others_are_asked_is_not_counted():
    """Once, even where two are asked at a time; while it is open it runs on."""
    asked = Asking(begins=date(2026, 4, 7), ends=date(2026, 4, 10))  # three working days
    over = Asking(begins=date(2026, 4, 8), ends=date(2026, 4, 10))

    assert reply_due(Request(received_on=DAY, asked=(asked, over)), DAY, CALENDAR) == CALENDAR.add(DAY, 23)
    still = Request(received_on=DAY, asked=(Asking(begins=date(2026, 4, 7)),))
    assert reply_due(still, date(2026, 4, 8), CALENDAR) == CALENDAR.add(DAY, 21)


def test_a_third_party_has_fifteen_working_days():
    """After the day on which it was asked."""
    assert third_party_due(DAY, CALENDAR) == CALENDAR.add(DAY, 15)


def test_the_seven_kinds_of_reply_say_what_they_must():
    """Numbered as the article does; each needs what it tells."""
    assert [REPLIES[it].item for it in Reply] == list(range(1, 8))
    assert all(all(lacking_reply(it, " ")) for it in Reply) and lacking_reply(Reply.REFUSED, "涉及商业秘密") is None
