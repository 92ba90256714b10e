"""Assessments of the filled home: one of the quarter before the last, final, with its appeals; the last one, of which
appeals are open; contractors of the last month, being scored."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from looking.people import MARK

_LONG = timedelta(days=400)
_EVIDENCE = f"走访记录{MARK}"


def appraised(entry: Any, at: datetime) -> None:
    """Three of them, as far as each came."""
    from yipanqi.domain.supervision.cycle import before, span
    from yipanqi.domain.supervision.scheme import Cycle
    from yipanqi.domain.supervision.schemes_shipped import CONTRACTORS, SUBDISTRICTS
    from yipanqi.web.page.today import today

    day, working = today(), entry.frame().working
    begun = span(Cycle.QUARTER, *before(Cycle.QUARTER, day))[0]
    subdistricts, contractors = (adopted(entry, it, at, day) for it in (SUBDISTRICTS, CONTRACTORS))
    first = working.next_working(begun)
    _settled(_opened(subdistricts, at, first), at, first, working.add(first, 6))
    _appealed(_opened(subdistricts, at, day), "residents", at, day)
    assessed(contractors, at, day)


def adopted(entry: Any, scheme: Any, at: datetime, day: date) -> Any:
    """A scheme that ships, in force for long."""
    from looking.filling import _by
    from yipanqi.domain.supervision.scheme_stored import stored
    from yipanqi.web.supervision.actions import schemes

    since = day - _LONG
    about = {"source": f"领导小组会议{MARK}", "since": since, "by": _by("office"), "at": at, "day": since}
    return schemes.adopt_scheme(entry=entry, value=stored(scheme), **about)


def assessed(scheme: Any, at: datetime, day: date) -> Any:
    """The period that was over on a day, begun and read from the record."""
    from looking.filling import _by
    from yipanqi.domain.supervision.cycle import before
    from yipanqi.web.accounts.models import Organisation
    from yipanqi.web.supervision.actions import assessments
    from yipanqi.web.supervision.assessment_jobs import read

    units = Organisation.objects.filter(kind__in=scheme.told.kinds, is_active=True)
    year, number = before(scheme.told.cycle, day)
    on = {"by": _by("office"), "at": at, "day": day}
    found = assessments.begin(scheme=scheme, year=year, number=number, units=units, is_filed=False, **on)
    return assessments.fill(assessment=found, figures=read(found), **on)


def complete(found: Any, at: datetime, day: date, but: str = "") -> None:
    """Enter what the record does not tell: by leaders what is theirs, by the office the rest."""
    from looking.filling import _by
    from yipanqi.domain.supervision.scheme import Scorer
    from yipanqi.web.supervision.actions import assessments
    from yipanqi.web.supervision.models import AssessedValue

    for key, _ in assessments.lacking(found):
        line = found.scheme.told.indicator(key)
        rows = AssessedValue.objects.filter(assessed__assessment=found, indicator=key).order_by("pk")
        given = [_given(line, row, at) for at, row in enumerate(rows) if row.told.is_missing]
        by = _by("leader" if line.scorer is Scorer.LEADERS else "office")
        if key != but:
            assessments.enter(assessment=found, indicator=key, given=given, by=by, at=at, day=day)


def _given(line: Any, row: Any, at: int) -> Any:
    """Points, or nothing to count; of what the record should have told, that there was none."""
    from yipanqi.domain.supervision.scored import ABSENT, Value
    from yipanqi.web.supervision.actions.assessments import Given

    value = Value(counts={line.events[0].key: int(at == 0)}) if line.is_counted else None
    value = value or (Value(amount=Fraction(line.weight) - 1 - at % 2) if line.is_entered else ABSENT)
    return Given(assessed=row.assessed_id, value=value, evidence=_EVIDENCE)


def _opened(scheme: Any, at: datetime, day: date) -> Any:
    """Scored and shown; appeals are open."""
    from looking.filling import _by
    from yipanqi.domain.supervision.assessment import Action
    from yipanqi.web.supervision.actions import assessments

    found = assessed(scheme, at, day)
    complete(found, at, day)
    for action in (Action.SCORE, Action.SHOW, Action.OPEN):
        found = assessments.move(assessment=found, action=action, by=_by("office"), at=at, day=day)
    return found


def _appealed(found: Any, indicator: str, at: datetime, day: date) -> Any:
    from looking.filling import _by
    from yipanqi.web.supervision.actions import appeals

    by = _by("subdistrict")
    mine = found.units.get(unit__in=[it.organisation_id for it in by.memberships_held])
    words = {"text": f"两次议事会纪要漏报{MARK}", "evidence": f"议事会纪要2份{MARK}"}
    return appeals.appeal(assessed=mine, indicator=indicator, by=by, at=at, day=day, **words)


def _settled(found: Any, at: datetime, day: date, last: date) -> None:
    """One appeal upheld, one refused; final."""
    from looking.filling import _by
    from yipanqi.domain.supervision.assessment import Action
    from yipanqi.domain.supervision.scored import Value
    from yipanqi.web.supervision.actions import appeals, assessments
    from yipanqi.web.supervision.actions.assessments import Given

    leader = _by("leader")
    upheld, refused = (_appealed(found, it, at, day) for it in ("residents", "praise"))
    better = Given(assessed=upheld.assessed_id, value=Value(amount=Fraction(10)), evidence=_EVIDENCE)
    for one, given, answer in ((upheld, better, "经核实予以补计"), (refused, None, "不属于表扬文件，维持原评")):
        appeals.decide(appeal=one, given=given, answer=f"{answer}{MARK}", by=leader, at=at, day=day)
    for action in (Action.CLOSE, Action.FINALISE):
        found = assessments.move(assessment=found, action=action, by=leader, at=at, day=last)
