"""The 23 measures and the other defaults hold together."""

from datetime import date
from decimal import Decimal

from yipanqi.domain.calendar import Calendar, working_part
from yipanqi.domain.fund import FundKind
from yipanqi.domain.measure import MeasureClass, Phase
from yipanqi.domain.planning.estimate import amount
from yipanqi.domain.step import Step
from yipanqi.domain.unit import SUBDISTRICT_OF_ESTATE
from yipanqi.workbook.catalogue import MEDIUM, defaults, evidence, profile

GIVEN = defaults()


def test_twenty_three_measures_in_six_groups():
    """Each group has some, each measure its evidence and its source."""
    assert len(GIVEN.measures) == len({m.id for m in GIVEN.measures}) == 23
    assert {m.group for m in GIVEN.measures} == {g.id for g in GIVEN.groups}
    assert len(GIVEN.groups) == 6
    assert evidence().keys() == {m.id for m in GIVEN.measures}
    assert all(m.rate_source and evidence()[m.id] for m in GIVEN.measures)


def test_prerequisites_are_a_forest():
    """Each chain ends, and nothing ends before what it requires."""
    by_id = {m.id: m for m in GIVEN.measures}
    for measure in GIVEN.measures:
        seen, above = {measure.id}, measure.requires
        while above is not None:
            assert above not in seen
            assert by_id[above].end <= measure.end
            seen.add(above)
            above = by_id[above].requires


def test_everything_underground_first():
    """No surface is begun before the last trench is closed."""
    underground = max(m.end for m in GIVEN.measures if m.phase is Phase.UNDERGROUND)

    assert all(m.offset >= underground for m in GIVEN.measures if m.phase is Phase.SURFACE)


def test_profiles_fill_quarters():
    """Sixty days a quarter, by the catalogue's longer days."""
    assert profile(60) == (Decimal(1),)
    assert profile(90) == (Decimal("0.65"), Decimal("0.35"))
    assert profile(150) == (Decimal("0.4"), Decimal("0.4"), Decimal("0.2"))


def test_a_crew_does_a_medium_estate_in_the_catalogues_days():
    """Crew-weeks × quantity are the middle of the days."""
    for measure in GIVEN.measures:
        weeks = measure.crew_weeks * amount(measure.driver, MEDIUM, GIVEN.policy)
        assert abs(weeks * 7 - Decimal(measure.days_low + measure.days_high) / 2) < Decimal("0.1")


def test_base_measures_are_required_and_plain():
    """The base class is done, at one standard; a lift needs the major vote."""
    for measure in GIVEN.measures:
        assert measure.required == (measure.measure_class is MeasureClass.BASE)
        assert measure.measure_class is not MeasureClass.BASE or len(measure.options) == 1
    assert [m.id for m in GIVEN.measures if m.matter] == ["lift"]


def test_any_one_count_is_enough():
    """Every driver follows from households, floor area, buildings or stairwells alone."""
    for count in ("households", "floor_area", "buildings", "stairwells"):
        for measure in GIVEN.measures:
            assert amount(measure.driver, {count: Decimal(300)}, GIVEN.policy) > 0


def test_somebody_pays_for_each_measure():
    """With one fund of each kind, shares cover every work."""
    for measure in GIVEN.measures:
        total = Decimal(0)
        for kind in FundKind:
            rules = {r.applies_to: r.share for r in GIVEN.share_rules if r.fund == kind}
            keys = (measure.id, measure.group, measure.measure_class.value, "*")
            total += next((rules[key] for key in keys if key in rules), Decimal(0))
        assert total >= 1, measure.id


def test_every_measure_and_step_has_its_duty():
    """And every unit that is named exists."""
    units = {unit.id for unit in GIVEN.units} | {SUBDISTRICT_OF_ESTATE}
    assert {d.applies_to for d in GIVEN.duties} >= {m.id for m in GIVEN.measures} | set(Step) | {"*"}
    for duty in GIVEN.duties:
        assert {duty.lead, duty.responsible, duty.inspecting, *duty.supporting} <= units


def test_blackouts_fall_on_their_days():
    """The Spring Festival moves, the plum rains do not; each year has all of them."""
    found = {b.name: b for b in GIVEN.blackouts(Calendar(first_year=2027, years=2))}

    assert len(found) == 12
    assert found["2027年春节低潮期"].first_date == date(2027, 1, 27)
    assert found["2028年春节低潮期"].last_date == date(2028, 2, 9)
    assert found["2028年梅雨期"].first_date == date(2028, 6, 10)
    assert all(b.source for b in found.values())


def test_blackouts_leave_room():
    """No quarter of any trade is lost altogether, far beyond the table of new years too."""
    for first in (2027, 2060):
        calendar = Calendar(first_year=first, years=3)
        blackouts = GIVEN.blackouts(calendar)
        for trade in {m.trade for m in GIVEN.measures}:
            assert all(working_part(calendar, blackouts, trade, q) > 0.6 for q in range(12))


def test_sources_are_told_in_chinese_first():
    """Every source of a default begins in Chinese, so that a Chinese template reads as one."""
    told = [m.rate_source for m in GIVEN.measures] + [r.source for r in GIVEN.policy.ratios]
    told += [s.source for s in GIVEN.seasons] + [r.source for r in GIVEN.share_rules]

    assert all("\u4e00" <= source.lstrip("《")[0] <= "\u9fff" for source in told)
