"""Fills a new home by the platform's own actions: `python -m looking.filling HOME`. Every page then has something to
show: estates, plans in each state, imports with and without errors, people, jobs."""

import csv
import io
import os
import random
import re
import sys
import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

MARK = os.environ.get("LOOK_MARK", "")
ROOT = Path(__file__).resolve().parents[2]
PLAN_WORK = 1  # round: a plan within seconds, the same every time
_OWN_BOOK = "own.xlsx"
NO_FUND = "区级财政（待落实）"  # made up where a book names no source of money
NO_NUMBER, NO_PLACE = "很多", "没有的社区"  # what is wrong in the files that are refused


def main() -> None:
    """Migrate, move people in, take the example in, plan it, and tell the tests of it; in a kept home only tell."""
    home = Path(sys.argv[1])
    import django

    django.setup()
    from django.core.management import call_command

    from looking import people
    from looking.assessed import appraised
    from looking.closed import closed
    from looking.disclosed import disclosed
    from looking.met import met
    from looking.ordered import ordered, urged
    from looking.reported import reported
    from yipanqi.web.audit import signing

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if (home / "look.json").exists():
        return people.told_again(home, **_held())
    now = datetime.now(UTC)
    signing.begin_where_none(at=now)  # as every installation does at set-up
    people.moved_in(now - people.LONG_AGO)
    entry = _taken_in(home, now)
    _plans(entry, now)
    _photos(entry, now)
    reported(entry, drawn(5), now)
    ordered(entry, now)
    urged(entry, now)
    met(entry, now)
    appraised(entry, now)
    closed(entry, now)
    disclosed(entry, now)
    _edited(entry, now)
    _imports(entry, home, now)
    _people_on_their_way(home, now)
    from looking import addresses

    return people.told(home, **addresses.known(), **_held())


def _held() -> dict[str, Any]:
    """What Chinese an English page may show; in a kept home also what earlier tests wrote."""
    from openpyxl import load_workbook

    from looking import held

    book = load_workbook(Path(sys.argv[1]) / _OWN_BOOK)
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row if cell]
    words = [word for cell in cells for word in re.split(r"[、,，;；/\s]+", cell)]
    heads = ["".join(unicodedata.normalize("NFKC", cell).split()) for cell in cells]  # as the mapping calls them
    return {
        "data": held.data(NO_NUMBER, NO_PLACE, NO_FUND, *book.sheetnames, *cells, *words, *heads),
        "shows": held.SHOWS,
    }


def _by(login: str) -> Any:
    from yipanqi.web.accounts.models import User

    return User.objects.get(login=login)


def _work() -> None:
    """A worker does what waits."""
    from yipanqi.web.jobs.worker import drain

    drain()


def _sent(path: Path, name: str, entry: Any, at: datetime) -> Any:
    """A workbook is uploaded and read."""
    from django.core.files import File

    from yipanqi.web.programmes import actions

    with path.open("rb") as file:
        batch = actions.upload(entry=entry, file=File(file, name), by=_by("office"), at=at)
    _work()
    batch.refresh_from_db()
    return batch


def _example(home: Path) -> Path:
    """The example's workbook; in a marked home a copy with the mark in every free text of every sheet."""
    from yipanqi import workbook
    from yipanqi.workbook.columns import SHEET
    from yipanqi.workbook.layout import Kind
    from yipanqi.workbook.records import put_together, taken_apart

    source = ROOT / "examples" / "jianghan-83.xlsx"
    if not MARK:
        return source
    programme = workbook.read(source).programme
    sheets = taken_apart(programme)
    for key, rows in sheets.items():
        texts = [column.key for column in SHEET[key].columns if column.kind is Kind.TEXT and not column.each]
        for row in rows:
            row.update({name: f"{row.get(name) or ''}{MARK}" for name in texts})
    workbook.write(put_together(sheets), home / "marked.xlsx")
    return home / "marked.xlsx"


def _taken_in(home: Path, at: datetime) -> Any:
    """The example with 83 estates becomes the programme."""
    from yipanqi.web.programmes import actions
    from yipanqi.web.programmes.models import ProgrammeEntry

    batch = _sent(_example(home), f"江汉区三年行动计划{MARK}.xlsx", None, at)
    actions.confirm(batch=batch, by=_by("office"), at=at)
    _work()
    batch.refresh_from_db()
    if batch.state != "applied":
        raise SystemExit(f"{batch.state}: {batch.findings[:5]}")
    return ProgrammeEntry.objects.get(pk=batch.entry_id)


def _photos(entry: Any, at: datetime) -> None:
    """Drawn pictures stand for photos of a planned estate; one of them again at another estate."""
    from yipanqi.web.plans.models import PlanRun
    from yipanqi.web.plans.study import study
    from yipanqi.web.programmes import actions
    from yipanqi.web.programmes.models import EstateRow

    starts = study(PlanRun.objects.earliest("pk")).plan.starts
    rows = EstateRow.objects.filter(entry=entry, subdistrict="xinhua").order_by("pk")
    mine, other = sorted(rows, key=lambda row: row.estate not in starts)[:2]
    for number, caption in enumerate(("3 栋外墙（示例）", "2 栋单元门（示例）")):
        keep = {"caption": caption + MARK, "taken_date": at.date(), "by": _by("subdistrict"), "at": at}
        actions.keep_photo(row=mine, data=drawn(number), **keep)
    actions.keep_photo(row=other, data=drawn(0, quality=60), **keep)


def drawn(number: int, quality: int = 88) -> bytes:
    """A façade with windows, the same for the same number."""
    from PIL import Image, ImageDraw

    chance = random.Random(number)
    picture = Image.new("RGB", (960, 640), ((206 - 20 * number) % 256, 214, 220))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((80, 90, 880, 640), fill=(196, (180 - 25 * number) % 256, 158))
    for floor in range(5):
        for window in range(9):
            left, top = 110 + window * 86, 120 + floor * 104
            shade = chance.randint(70, 150)
            draw.rectangle((left, top, left + 52, top + 66), fill=(shade, shade + 12, shade + 22))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _plans(entry: Any, at: datetime) -> None:
    """One in force, one proposed, one declined, one by hand, one that cannot be, one that waits for a worker."""
    from yipanqi.domain.planning.scenario import Scenario
    from yipanqi.web.jobs.models import Job
    from yipanqi.web.plans import actions
    from yipanqi.web.plans.study import study

    def started(name: str, moved: dict[str, Any], **more: Any) -> Any:
        asked = {"seconds": 300.0, "work": PLAN_WORK, "seed": 1, "workers": 1, "moves": None}
        more |= {"scenario": Scenario.of(moved), "by": _by("office"), "at": at}
        return actions.start(entry=entry, name=name + MARK, asked=asked, **more)

    first = started("三年行动计划方案", {})
    _work()
    first.refresh_from_db()
    programme = first.version.programme()
    fund = next(it for it in programme.funds if it.appropriations and it.appropriations[0])
    grants = {
        fund.id: {
            str(programme.calendar.first_year): str((Decimal(fund.appropriations[0]) * 8 / 10_000_000).quantize(1))
        }
    }
    started("首年资金减两成", {"grants": grants}, base=first)
    started("队伍增两成", {"crews": {programme.crews[0].trade: "120"}}, base=first)
    offer = study(first).offer
    limit = next(it for it in programme.site_limits if it.caps and max(it.caps) < 5)  # a subdistrict's
    must = next(it.id for it in programme.estates if it.subdistrict == limit.region and offer.may_start(it.id))
    started("街道停工仍须列入", {"sites": {limit.region: -max(limit.caps)}, "must": [must]})
    _work()
    _decided(first, at)
    _by_hand(first, at)
    waiting = started("等待中的方案", {"weights": {"base": "3.5"}}, base=first)
    Job.objects.filter(pk=waiting.job_id).update(due_at=at + timedelta(days=1))  # no worker takes it meanwhile


def _decided(first: Any, at: datetime) -> None:
    """Proposed by the office; adopted, declined or waiting."""
    from yipanqi.web.plans import actions
    from yipanqi.web.plans.models import PlanRun

    office, approver = _by("office"), _by("approver")
    actions.propose(run=first, by=office, at=at, note=f"已征求各街道意见{MARK}")
    actions.adopt(run=first, by=approver, at=at, note=f"同意{MARK}")
    declined, waiting = (PlanRun.objects.get(name=name + MARK) for name in ("首年资金减两成", "队伍增两成"))
    actions.propose(run=declined, by=office, at=at, note=f"资金收紧时备用{MARK}")
    actions.decline(run=declined, by=approver, at=at, note=f"资金已落实，暂不采用{MARK}")
    actions.propose(run=waiting, by=office, at=at, note=f"若增加管道队伍{MARK}")
    _work()  # the documents of the plan in force


def _by_hand(first: Any, at: datetime) -> None:
    """Two estates moved by hand, which crews or money do not allow."""
    from django.utils import translation

    from yipanqi.domain.planning.hand import changed_by_hand
    from yipanqi.web.plans import actions, by_hand
    from yipanqi.web.plans.making import result_of
    from yipanqi.web.plans.study import study
    from yipanqi.web.plans.views.by_hand import judge

    translation.activate("zh-hans")
    found = study(first)
    label = found.programme.calendar.label(0)
    starts = found.plan.starts
    later = [it.id for it in found.programme.estates if starts.get(it.id, 0) > 1 and it.earliest is None]
    edits = [by_hand.asked_of(found, estate, label, {}) for estate in later[:2]]
    judged = judge(first, found, edits)
    value = first.objective if judged.value is None else judged.value
    outcome = changed_by_hand(found.outcome, found.programme, found.offer, judged.plan, value)
    actions.keep_by_hand(
        base=first,
        name=f"提前两个小区{MARK}",
        outcome=outcome,
        made=result_of(found.programme, outcome),
        is_paid=judged.value is not None,
        changes=by_hand.changed(found, edits),
        broken=judged.broken,
        by=_by("office"),
        at=at,
    )


def _edited(entry: Any, at: datetime) -> None:
    """A row changed twice, so that it has a history; another taken out."""
    from yipanqi.web.programmes import actions
    from yipanqi.web.programmes.models import Record

    by = {"by": _by("office"), "at": at, "reason": f"重复登记{MARK}"}
    record = Record.objects.active().filter(entry=entry, sheet="estates").order_by("pk")[0]
    twice, _ = actions.add(entry=entry, sheet="estates", values=record.values | {"id": "E-twice"}, **by)
    actions.remove(record=twice, revision=twice.revision, **by)
    known = record.values.get("stairwells") or 0  # households of a plan in force change only by a change
    for stairwells in (known + 4, known + 2):
        record.refresh_from_db()
        values = record.values | {"stairwells": stairwells}
        actions.edit(
            record=record,
            values=values,
            revision=record.revision,
            by=_by("subdistrict"),
            at=at,
            reason=f"入户核对{MARK}",
        )


def _imports(entry: Any, home: Path, at: datetime) -> None:
    """One workbook waits with its difference, one was refused with findings; an office's own book asks."""
    from openpyxl import load_workbook
    from workbook.own.books import in_words

    source = _example(home)
    for name, spoil in ((f"补充勘察{MARK}.xlsx", 7), (f"街道上报（有误）{MARK}.xlsx", NO_NUMBER + MARK), ("", 11)):
        book = load_workbook(source)
        sheet = next(it for it in book if it.title.startswith(("小区", "Estates")))
        for cell in _stairwells(sheet)[:6]:
            cell.value = spoil if isinstance(spoil, str) else cell.value + spoil
        book.save(home / ("sent.xlsx" if name else "plain.xlsx"))  # the latter is sent in the way without JavaScript
        if name:
            _sent(home / "sent.xlsx", name, entry, at)
    _sent(in_words(home / _OWN_BOOK), f"街道台账{MARK}.xlsx", entry, at)


def _stairwells(sheet: Any) -> list[Any]:
    """The cells with numbers below the head of the stairwells."""
    for column in sheet.iter_cols(max_row=60):
        if any(str(cell.value or "").startswith("单元数") for cell in column[:12]):
            return [cell for cell in column if isinstance(cell.value, int)]
    raise SystemExit("the sheet of estates has no stairwells")


def _people_on_their_way(home: Path, at: datetime) -> None:
    """An invitation, and three workbooks of people: refused, waiting, taken in."""
    from yipanqi.web.accounts import actions, people_sheet
    from yipanqi.web.accounts.actions import imports as import_actions
    from yipanqi.web.accounts.models import Organisation

    admin, importer = _by("system_admin"), _by("importer")
    place = Organisation.objects.get(name="登月社区" + MARK)
    invited = {"display_name": "张敏" + MARK, "organisation": place, "role": "community_member"}
    _, key = actions.invite(**invited, by=admin, at=at)
    (home / "invitation").write_text(key, encoding="utf-8")
    places = people_sheet.by_name(list(Organisation.objects.all()))
    heads = ["姓名", "登录名", "电话", "单位", "角色"]
    for name, line in (
        ("人员（有误）.csv", ["何苗" + MARK, "he miao", "12", NO_PLACE, "社区人员"]),
        ("新增人员.csv", ["何苗" + MARK, "hemiao", "13800001111", "新育社区" + MARK, "社区人员"]),
        ("首批人员.csv", ["方芳" + MARK, "fangfang", "13800002222", "新育社区" + MARK, "社区人员"]),
    ):
        table = io.StringIO()
        csv.writer(table).writerows([heads, line])
        content = table.getvalue().encode()
        rows, wrong = people_sheet.read(name, content, places)
        kept = import_actions.keep_import(name=name, content=content, rows=rows, wrong=wrong, by=importer, at=at)
    import_actions.apply(kept=kept, by=importer, at=at)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not os.environ.get("YIPANQI_HOME"):
        raise SystemExit(__doc__)
    main()
