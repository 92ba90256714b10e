"""Fills a home for the story of delivery: `python -m looking.story HOME CHAPTER`. A small programme with a plan that
waits for its adoption; later chapters bring on what nobody would watch, by the platform's own actions."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ESTATES = {"E1": "和平里", "E2": "红光新村", "E3": "常青苑"}
_OTHERS = ("drainage", "road")  # works of the first estate that nobody watches
_ON_PAPER = {"residents": ("", "王建国"), "property": ("安居物业", "周丽")}  # who has no account: firm, who signs
_STEPS = ("prepare", "start", "report", "check", "close")


def main() -> None:
    """The chapter that is asked for; the first one fills the home."""
    home, chapter = Path(sys.argv[1]), sys.argv[2]
    import django

    django.setup()
    {"before": _before, "built": _built, "signed": _signed}[chapter](home, datetime.now(UTC))


def _before(home: Path, at: datetime) -> None:
    """People, a programme taken in from its workbook, a plan of it that the office proposes."""
    from django.core.management import call_command

    from looking import people
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.audit import signing

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    signing.begin_where_none(at=at)
    people.moved_in(at - people.LONG_AGO)
    Organisation.objects.filter(name="登月社区").update(region_id="dengyue")
    Organisation.objects.filter(name="燃气公司").update(name="市水务集团")
    run = _planned(_taken_in(home, at), at)
    people.told(home, pages=[], data={}, shows={}, run=run.pk, estates=ESTATES)


def _programme(at: datetime) -> Any:
    """The builders' programme of three estates from the next year on, its units those of the district."""
    from builders import a_programme, an_estate

    from yipanqi.domain.calendar import Calendar
    from yipanqi.domain.capacity import Crew, SiteLimit
    from yipanqi.domain.estate import Community, Level, Region
    from yipanqi.domain.unit import Unit, UnitKind

    first = at.year + 1
    found = a_programme(
        appropriations={"city": (600, 600), "district": (500, 500)},
        calendar=Calendar(first_year=first, years=2),
        crews=(Crew(region="D", trade="pipe", weeks=(Decimal(320),) * 8),),
        site_limits=(SiteLimit(region="xinhua", caps=(2,) * 8),),
    )
    regions = (*found.regions[:2], *(
        Region(id=code, name=name, level=Level.SUBDISTRICT, parent="D")
        for code, name in (("xinhua", "新华街道"), ("wansong", "万松街道"))
    ))  # fmt: skip
    places = (("E1", "xinhua", 300), ("E2", "xinhua", 200), ("E3", "wansong", 300))
    estates = tuple(
        an_estate(code, name=ESTATES[code], subdistrict=where, households=households,
                  community="dengyue" if where == "xinhua" else None)
        for code, where, households in places
    )  # fmt: skip
    units = (
        Unit(id="office", name="区改造办", kind=UnitKind.OFFICE),
        Unit(id="water-co", name="市水务集团", kind=UnitKind.UTILITY),
        Unit(id="s1", name="新华街道", kind=UnitKind.SUBDISTRICT, region="xinhua"),
        Unit(id="s2", name="万松街道", kind=UnitKind.SUBDISTRICT, region="wansong"),
    )
    heading = replace(found.heading, title="新华片区改造计划", district="示例区")
    communities = (Community(id="dengyue", name="登月社区", subdistrict="xinhua"),)
    return replace(found, heading=heading, regions=regions, communities=communities, estates=estates, units=units)


def _taken_in(home: Path, at: datetime) -> Any:
    from looking.filling import _by, _sent, _work
    from yipanqi import workbook
    from yipanqi.web.programmes import actions
    from yipanqi.web.programmes.models import ProgrammeEntry

    workbook.write(_programme(at), home / "story.xlsx")
    batch = _sent(home / "story.xlsx", "新华片区改造计划.xlsx", None, at)
    actions.confirm(batch=batch, by=_by("office"), at=at)
    _work()
    batch.refresh_from_db()
    return ProgrammeEntry.objects.get(pk=batch.entry_id)


def _planned(entry: Any, at: datetime) -> Any:
    """Made by a worker, proposed by the office."""
    from looking.filling import PLAN_WORK, _by, _work
    from yipanqi.domain.planning.scenario import UNCHANGED
    from yipanqi.web.plans import actions

    asked = {"seconds": 5.0, "work": PLAN_WORK, "seed": 1, "workers": 1, "moves": None}
    run = actions.start(entry=entry, name="两年方案", asked=asked, scenario=UNCHANGED, by=_by("office"), at=at)
    _work()
    run.refresh_from_db()
    actions.propose(run=run, by=_by("office"), at=at, note="已征求街道和社区意见")
    return run


def _built(home: Path, at: datetime) -> None:
    """The first estate's other stages are over, its works are done, but for the one that is watched."""
    from looking.filling import _by
    from yipanqi.domain.delivery.stage import DeliveryStage
    from yipanqi.domain.delivery.state import State
    from yipanqi.web.delivery import actions
    from yipanqi.web.delivery.models import DeliveryTask

    later = (DeliveryStage.ACCEPTANCE, DeliveryStage.HANDOVER)
    rows = DeliveryTask.objects.filter(estate="E1", is_leaf=True).exclude(stage__in=later).exclude(state=State.CLOSED)
    tasks, events = list(rows), []
    for task in tasks:
        steps = _STEPS if task.kind == "stage" else _STEPS[:3] if task.measure in _OTHERS else _STEPS[:2]
        events += _moved(task, steps, at, _by)
    actions.load_past(tasks, events, at=at)


def _moved(task: Any, steps: tuple[str, ...], at: datetime, by: Any) -> Iterator[Any]:
    """The task as these moves leave it, and what is remembered of them."""
    from yipanqi.domain.delivery.state import MOVES, Action
    from yipanqi.web.delivery.models import TaskEvent

    day = at.date()
    for name in steps:
        action, before = Action(name), task.told
        task.state = MOVES[before, action].to
        who = {"check": "supervisor", "close": "approver"}.get(name, "contractor")
        told = {"before": before, "after": task.state, "by": by(who), "at": at, "day": day}
        yield TaskEvent(task=task, action=action, **told)
    task.started_on = day
    if "report" in steps:
        task.reported_on, task.reported_by = day, by("contractor")
    task.closed_on = day if "close" in steps else None


def _photo(found: Any, key: str, by: Any, at: datetime) -> Any:
    """A photo of what must be shown by one."""
    from looking.filling import drawn
    from yipanqi.web.delivery.actions.acceptance import photo_row
    from yipanqi.web.programmes.actions import keep_photo

    items = list(found.items.all())
    number, item = next((at, it) for at, it in enumerate(items, 200) if it.key == key)
    if not item.needs_photo:
        return None
    data = drawn(number + by.pk * 100)
    return keep_photo(row=photo_row(found), data=data, caption=item.item, taken_date=at.date(), by=by, at=at)


def _signed(home: Path, at: datetime) -> None:
    """All parties but the supervisor find everything in order and sign: on the page, or on paper where they have no
    account."""
    from looking.filling import _by
    from yipanqi.domain.delivery import acceptance as law
    from yipanqi.domain.delivery.party import Party
    from yipanqi.web.delivery.actions import acceptance as actions
    from yipanqi.web.delivery.models import Acceptance
    from yipanqi.web.delivery.standing import speaks_for

    found = Acceptance.objects.get()
    spoken = {Party.SUPERVISOR}
    for login in ("office", "subdistrict", "community", "contractor", "utility"):
        person = _by(login)
        for party, keys in speaks_for(person, found).items():
            spoken.add(party)
            words = [
                actions.Word(key=key, verdict=law.Verdict.PASS, photo=_photo(found, key, person, at))
                for key in sorted(keys)
            ]
            actions.judge(acceptance=found, party=party, words=words, by=person, at=at)
            actions.sign(acceptance=found, party=party, by=person, at=at + timedelta(seconds=1), day=at.date())
    for party in law.parties(Acceptance.objects.get().case):
        if party not in spoken:
            items = law.own_items(Acceptance.objects.get().case, party)
            firm, signer = _ON_PAPER[party.value]
            told = {"organisation_name": firm, "signer": signer, "signed_on": at.date()}
            words = [actions.Word(key=item.key, verdict=law.Verdict.PASS) for item in items]
            paper = actions.enter_paper(
                acceptance=found, party=party, words=words, by=_by("community"), at=at, day=at.date(), **told
            )
            actions.confirm_paper(paper=paper, by=_by("subdistrict"), at=at + timedelta(seconds=1))


if __name__ == "__main__":
    if len(sys.argv) != 3 or not os.environ.get("YIPANQI_HOME"):
        raise SystemExit(__doc__)
    main()
