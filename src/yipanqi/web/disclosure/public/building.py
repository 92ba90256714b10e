"""Bringing the public tree in HOME/public to what is published: as a job after each act, and once a day."""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.urls import reverse

from yipanqi.documents.disclosure.build import Built, CannotBuild, build, is_unfinished, marker_of, settle
from yipanqi.documents.disclosure.site import Place, Settings, Site
from yipanqi.domain.disclosure.publication import Pair
from yipanqi.domain.disclosure.state import State
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import OFFICE
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import CannotDo, handler
from yipanqi.web.jobs.models import OPEN, Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.kept_file import LostFile
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

from .. import rules
from ..models import Publication, PublicationEstate
from . import searching
from .source import Record

BUILD = "disclosure.build"
EXAMPLE: Pair = (
    "示例数据：除另注来源的以外，本栏目中的数字和单位是虚构的",
    "Synthetic data: figures and bodies in this column are invented, but where a source is named",
)
DEMONSTRATED: Pair = (
    "；演示的业务日期是{day}，发布时间是服务器的实际时间",
    "; its business day is {day}, and the times of publishing are the server's own",
)


def tree() -> Path:
    """Where the public tree lies."""
    return Path(settings.HOME) / "public" / "tree"


def renew(day: date, *, whole: bool = False, processes: int = 1) -> Built:
    """Bring tree and search to what is published on a day. One at a time: whoever comes second waits. Raises
    CannotBuild; LostFile."""
    with alone():
        return renewed(day, whole=whole, processes=processes)


def renewed(day: date, *, whole: bool = False, processes: int = 1) -> Built:
    """The same for who is alone already."""
    site = site_of(day)
    built = build(tree(), site, whole=whole, processes=processes)
    searching.renew(site)
    return built


def site_of(day: date) -> Site:
    """The column on a day: of the programme whose plan is newest, as what is published tells of it."""
    entry = _newest()
    return Site(
        settings=settings_of(entry, day),
        day=day,
        source=Record(day),
        places=tuple(_places(entry)) if entry else (),
        measures=_measures(entry) if entry else {},
    )


def settings_on(day: date) -> Settings:
    """What the office says of the column on a day."""
    return settings_of(_newest(), day)


def settings_of(entry: ProgrammeEntry | None, day: date) -> Settings:
    """What the office says of its column."""

    def said(key: str) -> str:
        return str((setting(entry, key, day) if entry else None) or "")

    office = Organisation.objects.filter(kind=OFFICE, is_active=True).order_by("pk").first()
    issuer = said(rules.ISSUER) or (office.name if office else "")
    name = said(rules.COLUMN_NAME) or "老旧小区改造"
    return Settings(
        district=(entry.district, "") if entry else ("", ""),
        site_name=said(rules.SITE_NAME),
        site_domain=said(rules.SITE_DOMAIN),
        site_code=said(rules.SITE_ID),
        column_name=(name, "Renovation of old estates" if name == "老旧小区改造" else ""),
        column_description=(said(rules.COLUMN_ABOUT), ""),
        column_keywords=tuple(it for it in said(rules.COLUMN_WORDS).replace("，", "、").split("、") if it),
        column_type=said(rules.COLUMN_TYPE) or "政务公开",
        base=_with_stroke(said(rules.ADDRESS)) or settings.ADDRESS + reverse("disclosure:public"),
        host=(issuer, ""),
        featured=_featured(said(rules.FEATURED)),
        notice=_notice(day) if entry and entry.is_synthetic else ("", ""),
    )


def _newest() -> ProgrammeEntry | None:
    return ProgrammeEntry.objects.filled().first()


def _places(entry: ProgrammeEntry) -> Iterator[Place]:
    """The estates that something published tells of, and no others: what is only planned is nobody's to see."""
    told = PublicationEstate.objects.filter(version__state=State.PUBLISHED, version__publication__entry=entry)
    points = {
        code: (east, north)
        for code, east, north in EstateRow.objects.filter(
            entry=entry, longitude__isnull=False, latitude__isnull=False
        ).values_list("estate", "longitude", "latitude")
    }
    rows = told.order_by("estate", "version_id").values_list("estate", "name", "region", "region_name")
    for code, name, region, region_name in {row[0]: row for row in rows}.values():
        yield Place(code=code, name=name, region=region, region_name=region_name, point=points.get(code))


def _measures(entry: ProgrammeEntry) -> dict[str, Pair]:
    return {it.id: (it.name, it.name_en or "") for it in entry.frame().measures}


def _notice(day: date) -> Pair:
    """That the figures are invented; in a demonstration on a day of its own also why its times are others."""
    more = DEMONSTRATED if settings.TODAY else ("", "")
    return EXAMPLE[0] + more[0].format(day=day), EXAMPLE[1] + more[1].format(day=day)


def _featured(numbers: str) -> tuple[str, ...]:
    """The addresses of those with these index numbers, in their order."""
    asked = [it for it in re.split(r"[、,，;；\s]+", numbers) if it]
    known = dict(Publication.objects.published().filter(index_number__in=asked).values_list("index_number", "uid"))
    return tuple(known[it] for it in asked if it in known)


def _with_stroke(address: str) -> str:
    return address if not address or address.endswith("/") else f"{address}/"


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else builds meanwhile, in whichever process; a killed one lets go by itself."""
    with _lock() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def settled() -> bool:
    """After who moved new pages in was killed: the rest is moved in, so that the tree is one again; whether it was
    needed. Whoever is still at it is left alone."""
    if not marker_of(tree()).exists():
        return False
    with _lock() as lock, suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return settle(tree())
    return False


def _lock() -> TextIO:
    tree().parent.mkdir(parents=True, exist_ok=True)
    return (tree().parent / "building.lock").open("w")


@handler(BUILD, "更新公开页面", "Renewing the public pages", needs="disclosure.view")
def work(ticket: Ticket) -> None:
    """The public tree as it is to be today: doing it twice does no more than once."""
    ticket.progress(0.1, ("正在生成公开页面", "Making the public pages"))
    try:
        built = renew(today())
    except CannotBuild as refusal:
        raise CannotDo(str(refusal), str(refusal)) from None
    except LostFile as gone:
        raise CannotDo(f"公开文件丢失：{gone}", f"A published file is lost: {gone}") from None
    with ticket.effect() as outcome:
        outcome.result = {"written": built.written, "removed": built.removed, "publications": built.publications}


def file_if_due(*, at: datetime) -> None:
    """The worker's clock: once a day, since validity moves by itself, and wherever a build was cut off."""
    was_cut_off = is_unfinished(tree())
    settled()
    if not Publication.objects.known_outside().exists():
        return
    day = today()
    key = f"{BUILD}:{day}"
    if was_cut_off and not Job.objects.filter(kind=BUILD, state__in=OPEN).exists():
        key = jobs.key_again(key, is_undone=True)
    jobs.file(kind=BUILD, args={}, by=None, key=key)
