"""A district whose record offers one closed month, and publications that came as far as a test wants them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from web.plans.conftest import an_entry

from yipanqi.domain.disclosure.drafts_changed import changed
from yipanqi.domain.disclosure.publication import Content, EstateFacts, Heading, Kind, Metadata, Paragraph, Table
from yipanqi.domain.disclosure.state import State
from yipanqi.domain.supervision.bulletin import OPEN, PART, SHUT
from yipanqi.web.disclosure import from_record
from yipanqi.web.disclosure.actions import drafting, moving, reviewing
from yipanqi.web.disclosure.from_record import Offer
from yipanqi.web.disclosure.models import PublicationVersion
from yipanqi.web.programmes.models import ProgrammeEntry

DAY = date(2027, 3, 1)
MONTH = Offer(
    kind=Kind.PROGRESS,
    record_key="supervision.closedperiod:2027-02",
    title=("2027年2月改造进度通报", "Progress in February 2027"),
    event_day=date(2027, 2, 28),
    url="/supervision/periods/1/",
)
NOTICE = {"title": ("关于开展改造的公告", "A notice"), "html": ("<p>请居民支持。</p>", "<p>Please help.</p>")}


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """Files of each test lie apart; the business day is that of the district."""
    settings.HOME, settings.MEDIA_ROOT, settings.TODAY = tmp_path, tmp_path / "media", DAY


def figure(text: str, where: str = "/supervision/periods/1/rows/?what=started") -> str:
    """A figure of a text, marked."""
    return f"{OPEN}{where}{PART}{text}{SHUT}"


def a_content(started: str = "12") -> Content:
    """What a closed month says."""
    return Content(
        title=MONTH.title,
        blocks=(
            Heading(text=("总体进展", "Overall")),
            Paragraph(
                key="opening",
                marked=(
                    f"截至2月底，已开工{figure(started)}个小区。",
                    f"By the end of February {figure(started)} estates.",
                ),
            ),
            Table(
                key="regions",
                caption=("各街道进展", "By subdistrict"),
                head=(("街道", "Subdistrict"), ("开工", "Started")),
                rows=((("新华街道", "Xinhua"), (started, started)),),
                numeric=frozenset({1}),
            ),
        ),
        estates=(
            EstateFacts(
                estate="E1", name="和平里", region="R1", region_name="新华街道", values={"works": (("道路", "Roads"),)}
            ),
        ),
        measures=("road",),
        as_of=date(2027, 3, 1),
        record="2027年2月关账第1版",
    )


class Record:
    """A record that offers what a test lets it say."""

    def __init__(self) -> None:
        self.contents: dict[str, tuple[Offer, Content]] = {MONTH.record_key: (MONTH, a_content())}

    def says(self, content: Content, offer: Offer = MONTH) -> None:
        """From now on."""
        self.contents[offer.record_key] = (offer, content)

    def offers(self, entry: Any, day: date) -> list[Offer]:
        """All of it."""
        return [offer for offer, _ in self.contents.values()]

    def content(self, entry: Any, offer: Offer) -> Content:
        """What it says of it."""
        return self.contents[offer.record_key][1]

    def content_of(self, entry: Any, kind: Kind, record_key: str) -> Content:
        """The same by its key."""
        return self.contents[record_key][1]

    def differs(self, entry: Any, kind: Kind, record_key: str, drafted: Content) -> list[from_record.Changed]:
        """What it says otherwise now."""
        return changed(drafted, self.contents[record_key][1])

    def suggested(self, entry: Any, offer: Offer, content: Content) -> Metadata:
        """Nothing more than the settings know, but its day."""
        return Metadata(written_on=offer.event_day, summary=("二月进度", "February"))


@pytest.fixture(autouse=True)
def record(monkeypatch) -> Record:
    """The record of these tests."""
    kept = Record()
    for name in ("offers", "content", "content_of", "differs", "suggested"):
        monkeypatch.setattr(from_record, name, getattr(kept, name))
    return kept


@pytest.fixture
def entry(district) -> ProgrammeEntry:
    """A programme."""
    return an_entry(district)


def when(day: date = DAY) -> dict[str, Any]:
    """`at` and `day` of a deed; the moment is the real one, as publishing takes it."""
    return {"at": timezone.now(), "day": day}


def reviewed(version: PublicationVersion, by: Any, *, result: str = "open") -> None:
    """All three reviews of it as it stands."""
    said = ("改造办负责人", "《政府信息公开条例》第十七条", result)
    reviewing.review(version=version, steps={1: said, 2: said, 3: said}, by=by, **when())


@pytest.fixture
def made(entry, district) -> Callable[..., PublicationVersion]:
    """`made("signed")`: a version that came as far as this by the usual way; `by_hand`: a notice."""

    def make(
        state: str = State.DRAFTED, *, by_hand: bool = False, offer: Offer = MONTH, **notice: Any
    ) -> PublicationVersion:
        office, approver = district.people["office"], district.people["approver"]
        if by_hand:
            told = {"kind": Kind.NOTICE} | NOTICE | notice
            row = drafting.draft_by_hand(entry=entry, by=office, **when(), **told)
        else:
            row = drafting.draft(entry=entry, offer=offer, by=office, **when())
        return moved(row, state, office, approver)

    return make


def moved(row: PublicationVersion, state: str, office: Any, approver: Any) -> PublicationVersion:
    """It, once it has come as far as this."""
    if state == State.DRAFTED:
        return row
    if state == State.DROPPED:
        return moving.drop(version=row, reason="不再需要", by=office, **when())
    reviewed(row, office)
    row = moving.check(version=row, by=office, **when())
    if state == State.CHECKED:
        return row
    row = moving.sign(version=row, by=approver, is_signed=True, **when())
    if state == State.SIGNED:
        return row
    row = moving.publish(version=row, by=office, day=DAY)
    if state == State.PUBLISHED:
        return row
    if state == State.WITHDRAWN:
        return moving.withdraw(version=row, why="error", reason="数字有误", by=approver, is_signed=True, **when())
    later = moving.correct(
        version=row,
        reason=("数字有误", "A figure is wrong"),
        changed=("开工数", "Estates started"),
        shows_old=False,
        by=office,
        **when(),
    )
    moved(later, State.PUBLISHED, office, approver)
    return PublicationVersion.objects.get(pk=row.pk)


def with_offer(key: str) -> Offer:
    """Another matter of the record."""
    return replace(MONTH, record_key=key)
