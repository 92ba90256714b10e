"""Publications filled from the record of a programme that has something of every kind."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField, TextField
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from domain.disclosure.test_drafts import addresses, cells, text
from web.supervision.test_meetings import printed

from yipanqi.domain.delivery import acceptance as law
from yipanqi.domain.disclosure.facts import allowed
from yipanqi.domain.disclosure.publication import Kind, Paragraph
from yipanqi.domain.disclosure.shipped import DEPLOYMENT
from yipanqi.domain.supervision.bulletin import plain
from yipanqi.web.delivery.models import AcceptanceRectification, ContractRow, DeliveryTask
from yipanqi.web.disclosure.from_record import NoRecord, content, content_of, differs, offers, suggested
from yipanqi.web.disclosure.from_record.reading import STAGES
from yipanqi.web.supervision.models import Bulletin, Meeting

from .conftest import TODAY

pytestmark = pytest.mark.django_db
OFFERED = {*Kind} - {Kind.POLICY, Kind.REPLY, Kind.ANNUAL}


def of_kind(entry, kind: Kind):
    """The first offer of a kind."""
    return next(it for it in offers(entry, TODAY) if it.kind is kind)


def test_each_kind_of_which_there_is_a_record_is_offered_once(entry) -> None:
    """Nothing else is: no year is over, and policies and replies have no record. Keys are unique by kind."""
    found = offers(entry, TODAY)

    assert {it.kind for it in found} == OFFERED
    assert len({(it.kind, it.record_key) for it in found}) == len(found)
    for one in found:
        assert all(one.title), one
        assert one.event_day <= TODAY, one
        resolve(one.url.partition("?")[0])


def test_without_a_record_nothing_is_offered(district) -> None:
    """A programme without a plan offers nothing."""
    from web.plans.conftest import an_entry

    assert offers(an_entry(district), TODAY) == []


def test_what_is_later_than_the_day_is_not_offered_yet(entry) -> None:
    """On a day before all of it nothing is."""
    assert offers(entry, date(2027, 2, 1)) == []
    april = {it.kind for it in offers(entry, date(2027, 4, 10))}
    assert Kind.PROGRESS in april
    assert Kind.ASSESSMENT not in april


def test_every_content_is_whole_in_both_languages(entry) -> None:
    """Title as offered, text, source, day, sample mark; figures lead to pages that are there; facts by the list."""
    for one in offers(entry, TODAY):
        told = content(entry, one)
        assert told.title == one.title, one.kind
        assert told.record
        assert told.as_of
        assert told.is_synthetic
        for lang in (0, 1):
            for block in told.blocks:
                if isinstance(block, Paragraph):
                    assert plain(block.marked[lang]), (one.kind, block.key)
        for address in addresses(told):
            resolve(address.partition("?")[0])
        for estate in told.estates:
            assert {*estate.values} <= allowed(one.kind)
            assert estate.name
        assert differs(entry, one.kind, one.record_key, told) == []


def test_no_refused_field_reaches_a_publication(entry) -> None:
    """Every text field that a stage refuses is filled with a word that must be in no content, in no offer and in no
    suggestion; what the database keeps from changing stays as it is."""
    from django.apps import apps

    filled = 0
    for stage in STAGES:
        for label, names in stage.REFUSED.items():
            model = apps.get_model(label)
            for name in names:
                field = model._meta.get_field(name)
                if not isinstance(field, CharField | TextField) or field.unique or field.max_length in range(1, 20):
                    continue
                try:
                    with transaction.atomic():
                        filled += bool(model.objects.update(**{name: f"泄露{name}"[: field.max_length]}))
                except DatabaseError:
                    continue
    assert filled > 20

    for one in offers(entry, TODAY):
        told = content(entry, one)
        for found in (repr(one), repr(told), repr(suggested(entry, one, told))):
            assert "泄露" not in found, one.kind
        for name in ("周区长", "王建国", "三楼", "人office", "13871234567"):
            assert name not in repr(told), (one.kind, name)


def test_queries_are_as_many_for_many_rows(entry) -> None:
    """Copies of contracts and works ask no further question, neither of offers nor of a content."""

    def asked() -> list[int]:
        counts = []
        for ask in (lambda: offers(entry, TODAY), *(lambda it=it: content(entry, it) for it in (tasks, start))):
            with CaptureQueriesContext(
                connection,
            ) as found:
                ask()
            counts.append(len(found))
        return counts

    tasks, start = of_kind(entry, Kind.TASKS), of_kind(entry, Kind.START)
    asked()
    before = asked()
    row = ContractRow.objects.get()
    works = list(DeliveryTask.objects.filter(entry=entry, kind="work"))
    for number in range(20):
        row.pk, row.number = None, f"施-{number}-x"
        row.save(force_insert=True)
        for task in works:
            task.pk, task.number = None, f"{task.number}-{number}"
            task.estate = f"{task.estate}-{number}"
            task.save(force_insert=True)

    assert asked() == before
    assert max(before) <= 14


def test_a_change_of_the_record_is_a_difference(entry) -> None:
    """A defect put right since, a date that moved: told with what was published and what is so now."""
    one = of_kind(entry, Kind.TASKS)
    told = content(entry, one)
    work = DeliveryTask.objects.filter(entry=entry, kind="work", estate="E1").order_by("-finish_date")[0]
    DeliveryTask.objects.filter(pk=work.pk).update(finish_date=work.finish_date + timedelta(days=7))

    found = differs(entry, one.kind, one.record_key, told)

    assert {it.place[0].rpartition("的")[2] for it in found} == {"“计划完工”"}
    assert all(it.before != it.after for it in found)


def test_a_record_that_is_no_longer_public_is_told(entry) -> None:
    """Minutes that were taken back, an acceptance that is not passed any more, a key of nothing."""
    one = of_kind(entry, Kind.MEETING)
    told = content(entry, one)
    Meeting.objects.update(state="held", printed_on=None, minutes_number="")

    assert [it.place[1] for it in differs(entry, one.kind, one.record_key, told)] == ["The record"]
    for key in ("supervision.meeting:x", "supervision.meeting:99", "nowhere:1", "", "supervision.meeting:", "x" * 300):
        with pytest.raises(NoRecord):
            content_of(entry, Kind.MEETING, key)


def test_a_key_of_nothing_is_no_record(entry) -> None:
    """It is refused, not an error: months that are none, a year of which nothing was issued, kinds of other sources."""
    for kind, key in (
        (Kind.PROGRESS, "supervision.closedperiod:2099-13"),
        (Kind.ANNUAL, "supervision.closedperiod:2027-03"),
        (Kind.START, "delivery.start:2027"),
        (Kind.START, "delivery.start:x"),
        (Kind.PLAN, "plans.adoption:99999999999999999999"),
        (Kind.TASKS, "delivery.tasks:0"),
        (Kind.POLICY, "plans.adoption:1"),
    ):
        with pytest.raises(NoRecord):
            content_of(entry, kind, key)


def test_another_programme_s_record_is_none(entry, district) -> None:
    """A key is looked up within the programme alone."""
    from web.plans.conftest import an_entry

    other = an_entry(district)
    for one in offers(entry, TODAY):
        with pytest.raises(NoRecord):
            content(other, one)


def test_the_meeting_of_2020_is_offered_as_it_is_shipped(entry, district) -> None:
    """Kept in the record, it is published in the shipped words, with when and where it was public first."""
    printed(entry, district, date(2020, 6, 23), title="江汉区老旧小区改造工作部署会")
    one = next(it for it in offers(entry, TODAY) if it.title == DEPLOYMENT.content.title)

    told = content(entry, one)

    assert told == DEPLOYMENT.content
    assert suggested(entry, one, told).first_published_at == DEPLOYMENT.metadata.first_published_at
    assert differs(entry, one.kind, one.record_key, told) == []


def test_progress_has_expected_days_and_reasons_from_reports_as_they_were_known(entry) -> None:
    """Kinds of problem, never words; a report that came after the close says nothing."""
    told = content(entry, of_kind(entry, Kind.PROGRESS))

    values = [it.values for it in told.estates]
    assert any(it.get("delay_reasons") == (("管线迁改", "Pipes or cables to be moved"),) for it in values)
    assert any(it.get("expected_finish") == date(2027, 12, 30) for it in values)
    bulletin = Bulletin.objects.get(state="issued")
    assert bulletin.code in told.record


def test_an_acceptance_counts_what_is_still_open(entry) -> None:
    """Defects and their state are counted; what was found is not told."""
    told = content(entry, of_kind(entry, Kind.ACCEPTANCE))

    assert told.estates[0].values["defects"] == AcceptanceRectification.objects.count()
    assert told.estates[0].values["acceptance_result"] == law.State.ACCEPTED.names
    assert {row[3] for row in cells(told, "works")} == {"9.5"}


def test_suggestions_fill_the_record_of_a_publication(entry) -> None:
    """Genre, issuer and a short summary are there; number and day of a bulletin are its own; nothing that sign-off
    gives."""
    for one in offers(entry, TODAY):
        found = suggested(entry, one, content(entry, one))
        assert all(found.genre)
        assert 0 < len(found.summary[0]) <= 100
        assert (found.index_number, found.published_at) == ("", None)
        if one.kind is Kind.PROGRESS:
            assert found.document_number == one.document_number != ""
            assert found.written_on == one.event_day
        if one.kind is Kind.START:
            assert found.written_on is None
    assert "全部改造内容" in text(content(entry, of_kind(entry, Kind.CONTRACT)))
