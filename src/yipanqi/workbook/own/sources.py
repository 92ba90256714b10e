"""Makes funds of the money that a book tells: in tables of money, beside its estates, or not at all."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from dataclasses import replace
from decimal import Decimal

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.fund import Earmark, Fund, FundKind, ShareRule
from yipanqi.domain.money import Fen
from yipanqi.domain.programme import Programme
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.columns.words import FUND_KINDS
from yipanqi.workbook.layout import said
from yipanqi.workbook.own.facts import Gathered, Key
from yipanqi.workbook.own.mapping import Mapping
from yipanqi.workbook.own.vocabulary import kind_of

REST = "（未定到小区）"  # behind the name of what a table of money has beyond the sums beside estates
Years = list[Fen]


class Sources:
    """The funds of a book. `code` gives a thing its code, `tell` says what was made up."""

    def __init__(
        self,
        found: Gathered,
        mapping: Mapping,
        calendar: Calendar,
        region: str,
        code: Callable[[str, str, str], str],
        tell: Callable[..., None],
    ) -> None:
        self.found, self.mapping, self.calendar, self.region = found, mapping, calendar, region
        self.code, self.tell = code, tell
        self.elsewhere: dict[tuple[str, str], dict[str, list[Fen]]] = {}  # what is said, source → year → money
        self.funds: list[Fund] = []
        self.earmarks: list[Earmark] = []

    def make(self, estates: Table[Key, str]) -> None:
        """Funds with what they give by year; what stands beside an estate (key → its code) is for that estate. A table
        of money goes before sums of what stands beside estates."""
        beside = self._beside()
        granted = self._by_year({(source, year): fen for (source, year), fen in self.found.granted.items()})
        names = list(granted) or list(dict.fromkeys(source for source, _ in beside))
        names += [name for name in self.found.unlimited if name not in names]
        if not names:
            self.tell("own_made_fund")
            self._add("区级财政（待落实）", FundKind.DISTRICT, None)
        for name in names:
            own = {key: years for (source, key), years in beside.items() if source == name}
            self._fund(name, granted.get(name), own, estates)
        self._say_elsewhere()
        self._say_beside({source for source, _ in beside} - set(names), beside)

    def rules(self, programme: Programme) -> Iterator[ShareRule]:
        """The preset of each fund's kind; where those that reach an estate together could not pay a work, the first
        public one of them may."""
        is_made_up = not (self.found.granted or self.found.beside or self.found.unlimited)
        preset = () if is_made_up else defaults().share_rules
        rules = [replace(r, fund=fund.id) for fund in self.funds for r in preset if r.fund == fund.kind.value]
        rules += [
            ShareRule(fund=f.id, applies_to="*", share=Decimal(1))
            for f in self.funds
            if f.id not in {r.fund for r in rules}
        ]
        trial = replace(programme, funds=tuple(self.funds), share_rules=tuple(rules), earmarks=tuple(self.earmarks))
        short = dict.fromkeys(self._short(trial))
        for payer, measure in short:
            rules = [r for r in rules if (r.fund, r.applies_to) != (payer, measure)]
            rules.append(ShareRule(fund=payer, applies_to=measure, share=Decimal(1)))
        if short:
            names, called = {m.id: m.name for m in trial.measures}, {fund.id: fund.name for fund in self.funds}
            measures = [names[m.id] for m in trial.measures if m.id in {measure for _, measure in short}]
            payers = tuple(dict.fromkeys(called[payer] for payer, _ in short))
            self.tell("own_made_rules", measures, count=len(measures), names=payers)
        yield from rules

    def _short(self, trial: Programme) -> Iterator[tuple[str, str]]:
        """Fund and measure, of works which the funds that reach the estate could not pay: the fund that is to."""
        for need in sorted(trial.needs, key=lambda need: need.measure):
            payers = [f for f in self.funds if trial.may_pay(f.id, need.estate)]
            if payers and sum(trial.share(f.id, need.measure) for f in payers) < 1:
                payer = next((f for f in payers if f.kind is FundKind.DISTRICT), payers[0])
                yield payer.id, need.measure

    def _beside(self) -> dict[tuple[str, Key], Years]:
        """Source and estate → what stands beside it, by year."""
        found: dict[tuple[str, Key], Years] = {}
        for (source, year, key), fen in self.found.beside.items():
            self._put(found.setdefault((source, key), [0] * self.calendar.years), source, year, fen)
        return found

    def _by_year(self, money: Table[tuple[str, str], Fen]) -> dict[str, Years]:
        found: dict[str, Years] = {}
        for (source, year), fen in money.items():
            self._put(found.setdefault(source, [0] * self.calendar.years), source, year, fen)
        return found

    def _put(self, years: Years, source: str, year: str, fen: Fen) -> None:
        """Money in its year, that of no year in the first; that of a year which is not planned does not count."""
        at = int(year[:4]) - self.calendar.first_year if year else 0
        if 0 <= at < self.calendar.years:
            years[at] += fen
            kind = "own_money_undated" if not year and self.calendar.years > 1 else ""
        else:
            kind = "own_money_outside"
        if kind and fen:
            self.elsewhere.setdefault((kind, source), {}).setdefault(year, []).append(fen)

    def _say_elsewhere(self) -> None:
        """Money of years that are not planned, and money of no year, each told once for a source."""
        for (code, name), money in self.elsewhere.items():
            years = tuple(sorted({year[:4] for year in money if year})) or (str(self.calendar.first_year),)
            self.tell(code, name=name, amount=sum(map(sum, money.values())), years=years)

    def _fund(self, name: str, granted: Years | None, own: dict[Key, Years], estates: Table[Key, str]) -> None:
        """A source; what of it stands beside estates is bound to them, and what is left is a fund of its own."""
        found = kind_of(name, self.mapping.funds)
        kind = FundKind(found[0]) if found else FundKind.OTHER
        self.tell("own_made_kind", name=name, kind=said(FUND_KINDS[kind.value]))
        if name in self.found.unlimited:
            self._add(name, kind, None)
            return
        bound = {key: years for key, years in own.items() if key in estates and any(years)}
        sums = [sum(column) for column in zip([0] * self.calendar.years, *bound.values(), strict=True)]
        whole = granted or [sum(column) for column in zip([0] * self.calendar.years, *own.values(), strict=True)]
        rest = [all_of - one for all_of, one in zip(whole, sums, strict=True)]
        if min(rest) < 0:
            year = next(at for at, fen in enumerate(rest) if fen < 0)
            values = {"granted": whole[year], "beside": sums[year], "year": str(self.calendar.first_year + year)}
            self.tell("own_beside_beyond", name=name, **values)
            bound, rest = {}, whole
        if bound:
            fund = self._add(name, kind, sums)
            self.earmarks += [
                Earmark(fund=fund, estate=estates[key], year=at, amount=fen)
                for key, years in bound.items()
                for at, fen in enumerate(years)
                if fen
            ]
            self.tell("own_made_bound", [n for _, n in bound], name=name, estates=len(bound), amount=sum(sums))
        if any(rest) or not bound:
            self._add(name + REST if bound else name, kind, rest)

    def _add(self, name: str, kind: FundKind, years: Years | None) -> str:
        code = self.code("fund", name, "F")
        grants = (None,) * self.calendar.years if years is None else tuple(years)
        is_limited = years is not None
        self.funds.append(
            Fund(
                id=code,
                name=self._written(name),
                kind=kind,
                region=self.region,
                appropriations=grants,
                carry=is_limited,
            )
        )
        return code

    def _written(self, name: str) -> str:
        """The source as the office wrote it."""
        source = name.removesuffix(REST)
        return self.found.as_written(source) + name[len(source) :]

    def _say_beside(self, sources: set[str], beside: Table[tuple[str, Key], Years]) -> None:
        """Money beside estates of sources that the table of money does not name is not counted, and said."""
        for name in sorted(sources):
            amount = sum(sum(years) for (source, _), years in beside.items() if source == name)
            self.tell("own_beside_unlisted", name=name, amount=amount)
