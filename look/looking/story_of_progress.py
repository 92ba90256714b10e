"""Fills a home for the story of progress: `python -m looking.story_of_progress HOME before`. The small programme of the
other story, adopted, its works let and begun two months ago."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ESTATE = "和平里"
BEGUN = timedelta(days=62)


def main() -> None:
    """The only chapter."""
    import django

    django.setup()
    before(Path(sys.argv[1]), datetime.now(UTC))


def before(home: Path, at: datetime) -> None:
    """People, the programme, its plan adopted, its tasks, and works that somebody builds and somebody supervises."""
    from django.core.management import call_command

    from looking import people
    from looking.story import ESTATES, _planned, _taken_in
    from yipanqi.web.audit import signing

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    signing.begin_where_none(at=at)
    people.moved_in(at - people.LONG_AGO)
    run = _planned(_taken_in(home, at), at)
    works = [it.pk for it in begun(run, at)]
    people.told(home, pages=[], data={}, shows={}, run=run.pk, estates=ESTATES, works=works)


def begun(run: Any, at: datetime) -> Any:
    """The works of the adopted plan, under way; the first one with a report of the month before, confirmed."""
    from looking.filling import _by
    from yipanqi.domain.delivery.state import State
    from yipanqi.web.delivery import actions as delivery
    from yipanqi.web.delivery.models import DeliveryTask
    from yipanqi.web.plans import actions as plans

    adoption = plans.adopt(run=run, by=_by("approver"), at=at)
    delivery.set_up(adoption=adoption, made=delivery.prepared(adoption), at=at)
    _let(adoption.entry, at)
    first, last = (at - BEGUN).date(), (at + BEGUN).date()
    works = DeliveryTask.objects.filter(kind="work").order_by("place")
    works.update(state=State.UNDER_WAY, started_on=first, start_date=first, finish_date=last, quantity=1200)
    _month_before(works.filter(estate_name=ESTATE).first(), at)
    return works


def _let(entry: Any, at: datetime) -> None:
    """To one contractor and one supervisor, all estates."""
    from looking.filling import _by
    from looking.story import ESTATES
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.delivery.actions import contracts

    units, day = {it.name: it.pk for it in Organisation.objects.all()}, at.date()
    for kind, second in (("works", "江城建工"), ("supervision", "华中监理")):
        facts = {"number": f"{second}-1", "name": "一标段", "kind": kind, "project": "一期", "amount": 100_000_00}
        facts |= {"first_party_id": units["区改造办"], "second_party_id": units[second], "tender_number": ""}
        facts |= {"signed_on": day - BEGUN, "starts_on": day - BEGUN, "finishes_on": day + timedelta(days=900)}
        facts |= {"tender_method": "", "awarded_on": None}
        lots = [(estate, "") for estate in ESTATES]
        contracts.keep(entry=entry, facts=facts, lots=lots, by=_by("office"), at=at, day=day)


def _month_before(work: Any, at: datetime) -> None:
    """The month before the one that the form asks for: in the first days of a month that is the one that is over."""
    import uuid
    from decimal import Decimal

    from looking.filling import _by
    from yipanqi.domain.progress.due import month_of
    from yipanqi.domain.progress.report import Entered
    from yipanqi.web.page.today import today
    from yipanqi.web.progress import actions
    from yipanqi.web.progress.actions.reporting import Written
    from yipanqi.web.progress.ground import Rules

    day = today()
    month = month_of(Rules(work.entry, day).month() - timedelta(days=1))
    told = Entered(month=month, percent=Decimal(40), quantity=work.quantity * 4 / 10, reason="补报")
    sent = actions.send(
        task=work, entered=told, written=Written(uid=uuid.uuid4()), by=_by("contractor"), at=at, day=day
    )
    actions.confirm(report=sent.report, by=_by("supervisor"), at=at, day=day)


if __name__ == "__main__":
    if len(sys.argv) != 3 or not os.environ.get("YIPANQI_HOME"):
        raise SystemExit(__doc__)
    main()
