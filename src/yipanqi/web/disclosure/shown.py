"""What the pages of publications show: the register, a version's chain, its text with figures as links, its record."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from yipanqi.documents.disclosure.own_text import cleaned
from yipanqi.domain.disclosure.publication import (
    OPENNESS,
    Heading,
    Metadata,
    OwnText,
    Pair,
    Paragraph,
    Picture,
    Table,
)
from yipanqi.domain.disclosure.state import ACTIONS, Action, State
from yipanqi.domain.supervision.bulletin import parted, plain
from yipanqi.web.page.say import language, listed, say
from yipanqi.web.page.tables import Cell, text
from yipanqi.web.page.tables import Table as Shown
from yipanqi.web.supervision.periods_shown import compared

from .models import PublicationEvent, PublicationVersion

_NAMED = 2  # estates of a line
_CHAIN = (  # the states on the way, and the deed that leads into each
    (State.DRAFTED, "draft"),
    (State.CHECKED, Action.CHECK),
    (State.SIGNED, Action.SIGN),
    (State.PUBLISHED, Action.PUBLISH),
)
_LAST = {State.SUPERSEDED: "supersede", State.WITHDRAWN: Action.WITHDRAW, State.DROPPED: Action.DROP}


def register(rows: Iterable[PublicationVersion], day: date) -> Shown:
    """The list as a file takes it away."""
    names = (
        ("标题", "Title"),
        ("种类", "Kind"),
        ("状态", "State"),
        ("索引号", "Index number"),
        ("文号", "Document number"),
        ("发布机构", "Issuing body"),
        ("成文日期", "Date of making"),
        ("实施日期", "Takes effect on"),
        ("发布时间", "Published at"),
        ("更新时间", "Updated at"),
        ("有效性", "Validity"),
        ("失效日期", "Ends on"),
        ("版次", "Version"),
        ("小区", "Estates"),
        ("号码说明", "Of its number"),
    )
    whole = list(rows)
    unused = unused_of(whole)
    return Shown(
        title=say("公开件", "Publications"),
        columns=[(say(*it), it[0] == "版次") for it in names],
        rows=[_row(it, day, unused.get(it.pk, "")) for it in whole],
    )


def unused_of(rows: Iterable[PublicationVersion]) -> dict[int, str]:
    """Of publications that were given up after they got a number: that it is not used, and why, by version."""
    given_up = [it.pk for it in rows if it.told is State.DROPPED and it.publication.index_number]
    if not given_up:
        return {}
    events = PublicationEvent.objects.filter(version__in=given_up, action=Action.DROP).order_by("pk")
    why = dict(events.values_list("version", "reason"))
    return {key: say(f"索引号未使用：{why.get(key, '')}", f"Number not used: {why.get(key, '')}") for key in given_up}


def _row(row: PublicationVersion, day: date, unused: str) -> list[Cell]:
    record = row.record
    return [
        text(row.title_said),
        text(row.publication.kind_said),
        text(row.state_said),
        text(record.index_number),
        text(record.document_number),
        text(in_language(record.issuer)),
        text(day_said(record.written_on)),
        text(day_said(record.effective_on)),
        text(moment_said(record.published_at)),
        text(moment_said(record.updated_at)),
        text(row.validity_said(day) if record.published_at else ""),
        text(day_said(row.ends_on)),
        Cell(row.number, str(row.number)),
        text(listed(it.name for it in row.estates.all())),
        text(unused),
    ]


def places_said(names: list[str]) -> str:
    """A few estates by name; of many how many they are."""
    if len(names) <= _NAMED:
        return listed(names)
    return say(f"{listed(names[:_NAMED])}等{len(names)}个", f"{listed(names[:_NAMED])} and others, {len(names)} in all")


def in_language(pair: Pair) -> str:
    """In the reader's language; in Chinese where there is no English."""
    return pair[1] if language() == "en" and pair[1] else pair[0]


def day_said(day: date | None) -> str:
    """A day, or nothing."""
    return day.isoformat() if day else ""


def moment_said(moment: Any) -> str:
    """A moment in the district, or nothing."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def chain_of(version: PublicationVersion, events: list[PublicationEvent]) -> list[dict[str, Any]]:
    """The states on its way: when it came into each, by whom, and where it stands."""
    latest: dict[str, PublicationEvent] = {}
    for it in reversed(events):
        latest["draft" if it.action == Action.CORRECT and it.before == "" else it.action] = it
    steps = list(_CHAIN)
    if version.told in _LAST:
        steps = [it for it in steps if it[1] in latest] + [(version.told, _LAST[version.told])]
    here = [state for state, _ in steps].index(version.told)
    found = []
    for at, (state, deed) in enumerate(steps):
        event = latest.get(deed) if at <= here else None
        is_end = state in (State.WITHDRAWN, State.DROPPED, State.SUPERSEDED)
        found.append(
            {
                "name": _step_said(state, deed),
                "day": event.day if event else None,
                "who": event.by if event else "",
                "state": "stopped" if is_end else "done" if at < here else "here" if at == here else "",
            }
        )
    if version.told is State.PUBLISHED:
        found[-1]["state"] = "done"
    return found


def _step_said(state: State, deed: str) -> str:
    known = {
        "draft": ("起草", "Drafted"),
        Action.CHECK: ("检查", "Checked"),
        Action.SIGN: ("审签", "Signed off"),
        Action.PUBLISH: ("发布", "Published"),
        "supersede": ("由更正版代替", "Superseded"),
    }
    return say(*known.get(deed, ACTIONS.get(deed, ("", ""))))  # type: ignore[arg-type]


def blocks_of(version: PublicationVersion) -> Iterator[dict[str, Any]]:
    """Its text for staff: each figure a link to its rows, what was edited beside what was worked out."""
    at = int(language() == "en")
    for block in version.final.blocks:
        if isinstance(block, Heading):
            yield {"is": "heading", "text": in_language(block.text), "level": block.level}
        elif isinstance(block, Paragraph):
            yield _paragraph(version, block.key, at)
        elif isinstance(block, Table):
            yield {"is": "table", "table": table_of(block), "key": block.key}
        elif isinstance(block, Picture):
            file = next(it for it in version.files.all() if it.sha256 == block.sha256)
            yield {"is": "picture", "picture": block, "url": file.get_absolute_url(), "alt": in_language(block.alt)}
        elif isinstance(block, OwnText):
            yield {"is": "own", "html": mark_safe(cleaned(in_language(block.html)))}


def _paragraph(version: PublicationVersion, key: str, at: int) -> dict[str, Any]:
    computed = next(it for it in version.drafted.blocks if isinstance(it, Paragraph) and it.key == key)
    marked = computed.marked[at] or computed.marked[0]
    edited = version.texts.get(key)
    said = (edited[at] or edited[0]) if edited else ""
    return {
        "is": "paragraph",
        "key": key,
        "text": linked(marked),
        "edited": said,
        "diff": compared(plain(marked), said) if edited and said != plain(marked) else "",
    }


def linked(marked: str) -> SafeString:
    """A text with each of its figures a link to the rows behind it."""
    found = [
        f'<a href="{escape(at)}">{escape(told)}</a>' if at and at.startswith("/") else escape(told)
        for at, told in parted(marked)
    ]
    return mark_safe("".join(found))  # every part is escaped


def table_of(block: Table) -> Shown:
    """A table of the body as pages show tables."""

    def cell(pair: Pair) -> Cell:
        marked = in_language(pair)
        at = next((it for it, _ in parted(marked) if it), "")
        return Cell(plain(marked), plain(marked), at if at.startswith("/") else "")

    rows = [[cell(it) for it in row] for row in block.rows]
    foot = rows.pop() if block.has_sum and rows else []
    return Shown(
        title=in_language(block.caption),
        columns=[(in_language(name), at in block.numeric) for at, name in enumerate(block.head)],
        rows=rows,
        foot=foot,
        key=block.key,
    )


def record_of(record: Metadata, *, validity: str = "") -> list[tuple[str, str]]:
    """The record as portals show it: what is empty is a label with nothing."""
    told: list[tuple[Pair, str]] = [
        (("索引号", "Index number"), record.index_number),
        (("体裁", "Genre"), in_language(record.genre)),
        (("主题分类", "Topic"), in_language(record.topic)),
        (("公开目录", "Catalogue"), in_language(record.catalogue)),
        (("文号", "Document number"), record.document_number),
        (("发布机构", "Issuing body"), in_language(record.issuer)),
        (("成文日期", "Date of making"), day_said(record.written_on)),
        (("实施日期", "Takes effect on"), day_said(record.effective_on)),
        (("失效（废止）日期", "Ends on"), day_said(record.ends_on)),
        (("发布时间", "Published at"), moment_said(record.published_at)),
        (("更新时间", "Updated at"), moment_said(record.updated_at)),
        (("来源", "Source"), in_language(record.source)),
        (("有效性", "Validity"), validity),
        (("代替", "Replaces"), record.replaces),
        (("被代替", "Replaced by"), record.replaced_by),
        (("公开方式", "Openness"), say(*OPENNESS[record.openness])),
        (("公开范围", "Scope"), in_language(record.scope)),
        (("主题词", "Keywords"), listed(record.keywords)),
        (("责任部门", "Department"), in_language(record.department)),
        (("审核人", "Reviewer"), record.reviewer),
        (("内容概述", "Summary"), in_language(record.summary)),
    ]
    if record.first_published_at or record.first_place[0]:
        told += [
            (("原发布时间", "First published at"), moment_said(record.first_published_at)),
            (("原更新时间", "First updated at"), moment_said(record.first_updated_at)),
            (("原发布处", "First published where"), in_language(record.first_place)),
        ]
    return [(say(*name), value) for name, value in told]
