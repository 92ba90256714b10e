"""What is written is read back unchanged."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from builders import a_need, a_programme, an_estate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.capacity import Crew, SiteLimit
from yipanqi.domain.consent import Consent
from yipanqi.domain.estate import Building, Community, Exclusion
from yipanqi.domain.fund import Earmark
from yipanqi.domain.measure import Standard
from yipanqi.domain.programme import Payment, Programme, UnderWay
from yipanqi.workbook import CannotWrite, read, write
from yipanqi.workbook.catalogue import defaults

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.xlsx"))
ODD = (
    "=1+1",
    "+86",
    "-",
    "@SUM(A1)",
    "\tx",
    "a\rb",
    "a\nb",
    "合计",
    "新华街道小计",
    "注：见附件",
    "无",
    "/",
    "'引号",
    "''",
    " 空 格 ",
    "㐂䶮𠮷",
    "１２号院",
    "_x0041_",
    "http://example.org",
    "示例",
    "不限",
    "2/3",
    "0010",
    "1e5",
)
LETTERS = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\x00\ufffe\uffff")
NAMES = st.sampled_from(ODD) | st.text(LETTERS, min_size=1, max_size=12)
CODES = st.sampled_from([odd for odd in ODD if "\n" not in odd]) | st.text(LETTERS, min_size=1, max_size=6)
RATIOS = st.decimals(0, 1, places=4) | st.sampled_from([Decimal("0.12345678901234567890123"), Decimal("0.1")])
PARTS = st.fractions(0, 1, max_denominator=97)
FEN = st.integers(0, 10**13)
AREAS = st.decimals(0, 10**7, places=3) | st.just(Decimal("12345.678901234567890123"))
MARKS = [mark for mark in Exclusion if mark is not Exclusion.WITHHELD]  # which stands in no workbook
EAST = st.decimals(Decimal("73.62"), Decimal("134.77"), places=9) | st.just(Decimal("114.270912345678901234"))
PLACES = st.just({}) | st.fixed_dictionaries({"longitude": EAST, "latitude": st.decimals(17, 53, places=7)})


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Small programmes with anything in their cells that a person or a rule may put there."""
    base = a_programme()
    ids = draw(st.lists(CODES, min_size=2, max_size=2, unique=True))
    estates = tuple(
        an_estate(
            code,
            name=draw(NAMES),
            floor_area=draw(AREAS | st.none()),
            households=draw(st.integers(1, 10**6)),
            exclusions=draw(st.frozensets(st.sampled_from(MARKS))),
            earliest=draw(st.none() | st.integers(0, 7)),
            note=draw(NAMES),
            **draw(PLACES),
        )
        for code in ids
    )
    consent = st.builds(Consent, turnout_heads=PARTS, turnout_area=PARTS, approval_heads=PARTS, approval_area=PARTS)
    needs = tuple(
        a_need(
            code,
            measure,
            severity=draw(RATIOS),
            demand=draw(RATIOS | st.none()),
            support=draw(PARTS | st.none()),
            quantity=draw(AREAS | st.none()),
            cost=draw(FEN | st.none()),
            consent=draw(consent | st.none()),
        )
        for code in ids
        for measure in ("water", "lift")
    )
    funds = tuple(replace(fund, name=draw(NAMES), document=draw(NAMES)) for fund in base.funds)
    days = draw(st.tuples(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 90)))
    blackout = Blackout(
        name=draw(NAMES),
        first_date=days[0],
        last_date=date.fromordinal(days[0].toordinal() + days[1]),
        trades=draw(st.frozensets(st.sampled_from(["pipe", "road", "fire", "管道"]))),
        loss=draw(RATIOS),
    )
    weeks = tuple(draw(st.decimals(0, 10**4, places=2)) for _ in range(8))
    return replace(
        base,
        estates=estates,
        needs=needs,
        funds=funds,
        blackouts=(blackout,),
        crews=(Crew(region="D", trade="pipe", weeks=weeks),),
        site_limits=(SiteLimit(region="S1", caps=tuple(draw(st.integers(0, 50)) for _ in range(8))),),
        heading=replace(base.heading, title=draw(NAMES), issued_on=draw(st.none() | st.dates(date(2000, 1, 1)))),
    )


def same(programme: Programme, path: Path, lang: str) -> None:
    write(programme, path, lang=lang)

    reading = read(path)

    errors = [finding for finding in reading.findings if finding.gravity == "error" and finding.code not in JUDGED]
    assert not errors
    if reading.programme is not None:
        assert reading.programme == programme


JUDGED = {
    "must_excluded",
    "work_unpayable",
    "grant_too_large",
}  # true of generated programmes, and no business of this test


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_small_programme(tmp_path: Path, lang: str) -> None:
    """The small programme comes back, from a Chinese workbook and from an English one."""
    programme = a_programme()

    write(programme, tmp_path / "a.xlsx", lang=lang)

    assert read(tmp_path / "a.xlsx").programme == programme


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples(tmp_path: Path, example: Path) -> None:
    """Every example is read without errors and comes back when it is written again."""
    programme = read(example).programme
    assert programme is not None

    write(programme, tmp_path / "again.xlsx", lang="en")

    assert read(tmp_path / "again.xlsx").programme == programme


def test_everything(tmp_path: Path) -> None:
    """Sheets that small programmes leave empty come back too: buildings, communities, rolling plans, defaults."""
    base, known = a_programme(), defaults()
    programme = replace(
        base,
        groups=known.groups,
        measures=known.measures,
        policy=replace(known.policy, household_task=(300, 450)),
        blackouts=known.blackouts(base.calendar),
        units=(*base.units, *known.units[2:]),
        communities=(Community(id="C1", name="新湾社区", subdistrict="S1", valid_from=date(2021, 6, 1)),),
        estates=(an_estate("E1", community="C1", households=80), *base.estates[1:]),
        buildings=tuple(
            Building(id=f"E1-{n}", estate="E1", name=f"{n}号楼", stairwells=3, households=None) for n in range(1, 7)
        ),
        plan_from=4,
        under_way=(UnderWay(estate="E1", start=1, works={"water": Standard.STANDARD, "road": Standard.STANDARD}),),
        spent=(Payment(estate="E1", measure="water", fund="city", year=0, amount=12_345_678),),
        earmarks=(
            Earmark(fund="city", estate="E1", year=0, amount=250_000_001),
            Earmark(fund="city", estate="E3", year=1, amount=100),
        ),
        share_rules=(*base.share_rules, replace(base.share_rules[0], applies_to="base", share=Decimal("0.4"))),
    )
    write(programme, tmp_path / "a.xlsx")

    reading = read(tmp_path / "a.xlsx")

    assert [f for f in reading.findings if f.gravity == "error"] == []
    assert reading.programme == programme


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programme=programmes(), lang=st.sampled_from(["zh", "en"]))
def test_generated(programme: Programme, lang: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Odd names, long decimals and exact fractions survive."""
    same(programme, tmp_path_factory.mktemp("book") / "a.xlsx", lang)


@pytest.mark.parametrize("odd", ODD)
def test_odd_names(tmp_path: Path, odd: str) -> None:
    """A name may look like a formula, a link, a sum, a note, an empty cell or a number."""
    programme = a_programme(estates=(an_estate("E1", name=odd), an_estate("E2"), an_estate("E3", subdistrict="S2")))

    same(programme, tmp_path / "a.xlsx", "zh")


def test_fractions_are_exact(tmp_path: Path) -> None:
    """2/3 comes back as 2/3, not as 0.6667."""
    programme = a_programme(needs=(a_need(support=Fraction(2, 3)),))
    write(programme, tmp_path / "a.xlsx")

    found = read(tmp_path / "a.xlsx").programme

    assert found is not None
    assert found.needs[0].support == Fraction(2, 3)


def test_too_long_for_a_cell(tmp_path: Path) -> None:
    """A text that no cell can hold is an error, never a cut."""
    programme = a_programme(estates=(an_estate("E1", note="长" * 40_000),))

    with pytest.raises(CannotWrite):
        write(programme, tmp_path / "a.xlsx")
