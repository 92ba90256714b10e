"""The daily digest: one at most for each person and working day, what failed tried again, every outcome in the log."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from web.district import AT, PHONE
from web.inbox.conftest import DAY, MORNING, told

from yipanqi.web.accounts import actions as accounts
from yipanqi.web.accounts.models import User
from yipanqi.web.audit.models import Event
from yipanqi.web.inbox import outside
from yipanqi.web.inbox.actions import digests
from yipanqi.web.inbox.models import DROPPED, FAILED, SENDING, SENT, UNCLEAR, WAITING, Message, Sending
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.worker import drain

NEXT = date(2026, 3, 3)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def run(at=MORNING) -> None:
    """The worker's clock at this moment, and the workers."""
    digests.file_if_due(at=at)
    drain()


def log(action: str) -> list[dict]:
    """What the log tells of the outcomes."""
    return [it.values_told["after"] for it in Event.objects.filter(action=action).order_by("seq")]


def test_the_late_come_first_then_what_is_due_then_what_is_new(reader, gateway):
    """By figures alone: the name of who reads it, a link, and nothing of what the messages say."""
    told(reader, key="late", until=DAY - timedelta(days=1))
    told(reader, key="due", until=date(2026, 3, 5))
    told(reader, key="far", until=date(2026, 3, 6))
    told(reader, key="new")

    run()

    ((channel, address, text),) = gateway.taken
    assert (channel, address) == ("sms", PHONE)
    assert text.short == (
        "人office，一盘棋：逾期 1 件，3 个工作日内到期 1 件，新消息 2 条。请登录查看：https://localhost/inbox/"
    )
    assert log("digest.sent") == [{"channel": "sms", "day": "2026-03-02", "tries": 1}]
    assert Event.objects.get(action="digest.sent").subject_id == str(reader.pk)


def test_it_speaks_the_persons_language(reader, gateway):
    """Whatever the worker speaks."""
    User.objects.filter(pk=reader.pk).update(language="en")
    told(reader)

    run()

    assert gateway.taken[0][2].short == ("人office, new messages: 1. Log in to read them: https://localhost/inbox/")


def test_once_a_day_however_often_it_is_asked_for(reader, gateway):
    """By the clock, by the command, after another message: one text; the database allows no second."""
    told(reader)
    run()
    told(reader, key="later")
    run(MORNING + timedelta(hours=1))
    call_command("digest")
    drain()

    assert len(gateway.taken) == Sending.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Sending.objects.create(person=reader, day=DAY, channel="mail", late=1, due=0, new=0, made_at=AT, due_at=AT)


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2026, 3, 1), MORNING),  # a Sunday
        (date(2026, 10, 1), MORNING),  # a holiday
        (DAY, MORNING.replace(hour=7)),
        (DAY, MORNING.replace(hour=18)),
    ],
    ids=str,
)
def test_nothing_goes_out_by_itself_on_a_day_off_or_at_night(reader, gateway, today, day, at):
    """A weekend day that is worked for a holiday counts as a working day."""
    told(reader)
    today(day)

    run(at)

    assert (gateway.taken, Job.objects.count()) == ([], 0)


def test_a_worked_saturday_is_a_working_day(reader, gateway, today):
    """2026-02-28 is worked for the Spring Festival."""
    told(reader)
    today(date(2026, 2, 28))

    run()

    assert len(gateway.taken) == 1


def test_who_has_nothing_to_read_or_wants_none_gets_none(district, reader, gateway):
    """Read and far off, done, settled; and somebody with messages who chose no channel."""
    told(reader, key="read", until=date(2026, 6, 1))
    Message.objects.update(read_at=AT)
    told(reader, key="done", until=DAY)
    Message.objects.filter(key="done").update(done_at=AT)
    told(district.people["district"], key="another")

    run()

    assert (gateway.taken, Sending.objects.count()) == ([], 0)


def test_the_next_day_tells_what_is_new_since_and_what_is_still_late(reader, gateway, today):
    """What was told as new and is unread is not told again; what is late is, until it is done."""
    told(reader, key="old", at=LONG_AGO)
    told(reader, key="late", at=LONG_AGO, until=date(2026, 2, 27))
    run()
    Sending.objects.update(made_at=MORNING)
    told(reader, key="new", at=MORNING + timedelta(hours=1))
    today(NEXT)

    run(MORNING + timedelta(days=1))

    assert list(Sending.objects.order_by("day").values_list("late", "due", "new")) == [(1, 0, 1), (1, 0, 1)]
    assert len(gateway.taken) == 2


def test_what_failed_is_tried_again_later_and_each_try_recorded(reader, gateway):
    """Not before its time; at growing intervals; then it goes out."""
    told(reader)
    gateway.faults = [outside.NotSent("HTTP 503"), outside.NotSent("HTTP 503")]
    run()
    sending = Sending.objects.get()
    first = sending.due_at - sending.tried_at
    assert (sending.state, sending.fault) == (WAITING, "HTTP 503")

    run()
    assert Sending.objects.get().tries == 1
    for _ in range(2):
        Sending.objects.update(due_at=LONG_AGO)
        run()

    sending.refresh_from_db()
    assert (sending.state, sending.tries, first, len(gateway.taken)) == (SENT, 3, timedelta(minutes=5), 1)
    assert [it["tries"] for it in log("digest.failed")] == [1, 2]
    assert log("digest.failed")[0] == {
        "channel": "sms", "day": "2026-03-02", "tries": 1, "fault": "HTTP 503", "is_last": False,
    }  # fmt: skip


def test_after_five_tries_it_failed_and_is_told_the_next_day(reader, gateway, today):
    """Never lost: the message was not told, so it is new in the next digest."""
    told(reader)
    gateway.faults = [outside.NotSent("refused")] * 5
    for _ in range(6):
        run()
        Sending.objects.update(due_at=LONG_AGO)
    assert (Sending.objects.get().state, Sending.objects.get().tries) == (FAILED, 5)
    today(NEXT)

    run(MORNING + timedelta(days=1))

    assert Sending.objects.get(day=NEXT).new == 1
    assert (len(gateway.taken), log("digest.failed")[-1]["is_last"]) == (1, True)


def test_what_may_have_gone_out_is_not_sent_again(reader, gateway):
    """A connection that broke after the text was handed over."""
    told(reader)
    gateway.faults = [outside.Unclear("TimeoutError")]

    run()
    Sending.objects.update(due_at=LONG_AGO)
    run()

    assert (Sending.objects.get().state, gateway.taken, len(log("digest.unclear"))) == (UNCLEAR, [], 1)


def test_what_a_killed_worker_had_in_hand_is_unclear(reader, gateway):
    """Claimed and never ended: nobody hands it over a second time."""
    told(reader)
    digests.prepare(day=DAY, at=LONG_AGO)
    Sending.objects.update(state=SENDING, tries=1, tried_at=timezone.now() - timedelta(minutes=11))

    run()

    assert (Sending.objects.get().state, gateway.taken) == (UNCLEAR, [])


def test_one_of_two_workers_hands_it_over(reader, gateway):
    """The second finds it claimed."""
    told(reader)
    digests.prepare(day=DAY, at=LONG_AGO)
    pk = Sending.objects.get().pk

    assert [digests.deliver(pk, at=MORNING), digests.deliver(pk, at=MORNING)] == [SENT, ""]
    assert len(gateway.taken) == 1


def test_what_the_last_day_left_waiting_failed(reader, gateway, today):
    """One text on the new day, not two."""
    told(reader)
    gateway.faults = [outside.NotSent("refused")]
    run()
    today(NEXT)

    run(MORNING + timedelta(days=1))

    assert list(Sending.objects.order_by("day").values_list("state", flat=True)) == [FAILED, SENT]
    assert len(gateway.taken) == 1


def test_who_wants_it_no_longer_gets_none(reader, gateway):
    """Also between its making and its sending."""
    told(reader)
    digests.prepare(day=DAY, at=LONG_AGO)
    accounts.choose_digest(person=reader, at=AT, digest_by="", email="")

    run()

    assert (Sending.objects.get().state, gateway.taken) == (DROPPED, [])


def test_an_address_that_cannot_be_read_fails_alone(district, reader, gateway):
    """A phone sealed under another key: recorded, and the next person gets theirs."""
    leader = district.people["district"]
    accounts.choose_digest(person=leader, at=AT, digest_by="mail", email="leader@example.gov.cn")
    User.objects.filter(pk=reader.pk).update(phone_sealed="1.bm90aGluZw==")
    told(reader, leader)

    run()

    assert Sending.objects.get(person=reader).fault == "address cannot be unsealed"
    assert [(channel, address) for channel, address, _ in gateway.taken] == [("mail", "leader@example.gov.cn")]


def test_who_stops_the_job_stops_it_for_the_day(reader, gateway):
    """The clock files it no more; by the command it goes on."""
    told(reader)
    digests.file_if_due(at=MORNING)
    jobs.ask_to_stop(Job.objects.get(), by=None)
    run()
    assert (Job.objects.count(), gateway.taken) == (1, [])

    call_command("digest")
    drain()

    assert len(gateway.taken) == 1


def test_a_job_that_comes_too_late_sends_nothing(reader, gateway, today):
    """Filed on a day that is over."""
    told(reader)
    digests.file(day=DAY)
    today(NEXT)

    drain()

    assert (Job.objects.get().state, gateway.taken) == ("failed", [])


def test_without_a_channel_nothing_is_filed(reader, settings, capsys):
    """Off by default; the command says so."""
    settings.MAIL_SERVER = settings.SMS_GATEWAY = ""
    told(reader)

    run()
    call_command("digest")

    assert Job.objects.count() == 0
    assert "YIPANQI_MAIL" in capsys.readouterr().out


def test_many_people_take_no_more_questions(district, reader, gateway, django_assert_max_num_queries):
    """What is to be told is gathered at once, whoever many read it."""
    User.objects.update(digest_by="sms")
    for turn in range(5):
        told(*district.people.values(), key=f"task:{turn}")

    with django_assert_max_num_queries(16):
        assert digests.prepare(day=DAY, at=LONG_AGO) == len(district.people)
