"""The proof of the whole log: its chain, its checkpoints, and the rows that its events have bound."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from .bound import Digest, Kind, digest, kind_of, kinds, summary
from .models import FIRST, Binding, Event

if TYPE_CHECKING:
    from .checkpoints import Checkpoint

LONGEST = timedelta(hours=2)  # that an event waits for its checkpoint, of which there is one an hour
BASELINE = "rows.bound"
_CHUNK = 2000


@dataclass(frozen=True)
class Fault:
    """Something that must not be: where in the chain, and what, in both languages."""

    seq: int
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.seq}: {self.zh} · {self.en}"


def whole(ends: "Iterable[Checkpoint | Fault]", *, at: datetime, is_copy: bool = False) -> list[Fault]:
    """Whatever is wrong with the log, its checkpoints or the rows that it has bound, all at one moment. `is_copy`: the
    checkpoints are a copy of an earlier day, and prove the log up to theirs."""
    held = list(ends)
    with one_moment():
        events = Event.objects.in_chain().prefetch_related("openings").iterator(chunk_size=_CHUNK)
        found = list(faults(events, held))
        if not is_copy:
            found += unsigned(max((it.size for it in held if not isinstance(it, Fault)), default=0), at)
        return found + list(row_faults())


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is of one moment, while others go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # the transactions of Django take the right to write
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def faults(
    events: Iterable[Event], ends: "Iterable[Checkpoint | Fault]" = (), *, after: tuple[int, str] = (0, FIRST)
) -> Iterator[Fault]:
    """Whatever is wrong with the log: the first event, each link, each hash, the last one, and every checkpoint; of a
    part of it, `after` the event of this number and hash."""
    promised: dict[int, set[str]] = {}
    for end in ends:
        if isinstance(end, Fault):
            yield end
        else:
            promised.setdefault(end.size, set()).add(end.head)
    last_seq, last_hash = after
    for event in events:
        if event.seq != last_seq + 1:
            yield Fault(event.seq, f"缺少 {last_seq + 1} 号记录", f"event {last_seq + 1} is missing")
        if event.previous != last_hash:
            yield Fault(event.seq, "与前一条记录不相连", "does not follow from the event before it")
        if event.reckoned_hash() != event.hash:
            yield Fault(event.seq, "内容被改动", "its content was changed")
        if not event.is_of_its_format:
            yield Fault(event.seq, "填有其格式所没有的栏", "holds what its format does not know")
        yield from _unfit_openings(event)
        last_seq, last_hash = event.seq, event.hash
        if any(head != event.hash for head in promised.pop(event.seq, ())):
            yield Fault(event.seq, "与检查点不符", "differs from the checkpoint")
    for size in sorted(promised):
        zh = f"检查点记有 {size} 条，日志只有 {last_seq} 条：日志被截断或数据库被还原"
        yield Fault(size, zh, f"a checkpoint tells of {size} events, there are {last_seq}: cut short or restored")


def _unfit_openings(event: Event) -> Iterator[Fault]:
    """Personal values may be gone, but those that are there must be the ones that were recorded."""
    sealed = event.values_told.get("sealed", {})
    for opening in event.openings.all():
        if sealed.get(opening.name) != opening.commitment():
            yield Fault(event.seq, f"个人信息 {opening.name} 被改动", f"the personal value {opening.name} was changed")


def unsigned(size: int, at: datetime) -> Iterator[Fault]:
    """An event that waits for its checkpoint longer than any may: nobody signs, or the checkpoints are older ones."""
    first = Event.objects.filter(seq__gt=size).in_chain().only("seq", "at").first()
    if first is not None and first.at < at - LONGEST:
        yield Fault(
            first.seq,
            f"最新检查点只到 {size} 号，其后的记录已超过 {LONGEST.seconds // 3600} 小时没有检查点：检查点文件是旧的"
            "（换用最新的一份；确为较早的副本时加 --copy），或后台任务进程没有运行",
            f"the newest checkpoint ends at {size}, what follows has waited for more than {LONGEST.seconds // 3600} "
            "hours: the file is an older one (take the newest; add --copy where it is a copy of an earlier day), or no "
            "worker runs",
        )


# The rows


def row_faults() -> Iterator[Fault]:
    """Whatever is wrong with the rows that events have bound: each event's bindings, and each row by its newest one."""
    yield from _unfit_bindings()
    for kind in kinds():
        yield from _unfit_rows(kind)


def _unfit_bindings() -> Iterator[Fault]:
    promised, is_bound = {}, False
    events = Event.objects.filter(values_json__contains='"bound":').in_chain()
    for event in events.only("seq", "action", "values_json").iterator(chunk_size=_CHUNK):
        if "bound" not in (told := event.values_told):
            continue
        promised[event.seq] = told["bound"]
        if event.action == BASELINE and is_bound:
            yield Fault(event.seq, "日志已有核对记录后又补记数据行", "rows were bound afterwards, without their deeds")
        is_bound = True
    bindings = Binding.objects.order_by("event_id", "table", "row_id").iterator(chunk_size=_CHUNK)
    for seq, group in groupby(bindings, key=lambda it: it.event_id):
        told, names = promised.pop(seq, None), []
        if summary(_digests(group, names)) != told:
            zh = f"所记的数据行指纹被改动，涉及 {'、'.join(zh for zh, _ in names)}"
            yield Fault(
                seq, zh, f"the digests of its rows were changed; they are of {', '.join(en for _, en in names)}"
            )
    for seq in promised:
        yield Fault(seq, "所记的数据行指纹不见了", "the digests of its rows are gone")


def _digests(bindings: Iterable[Binding], names: list[tuple[str, str]]) -> Iterator[Digest]:
    """The digests, and the names of the first few rows."""
    for it in bindings:
        if len(names) < 3:
            names.append(_named(kind_of(it.table), it.table, it.row_id))
        yield Digest(it.table, it.row_id, it.form, it.digest)


def _unfit_rows(kind: Kind) -> Iterator[Fault]:
    """Rows and their newest bindings, side by side by their number."""
    rows, bindings = iter(kind.rows().iterator(chunk_size=_CHUNK)), _newest(kind.table)
    row, bound = next(rows, None), next(bindings, None)
    while row is not None or bound is not None:
        number = min(it for it in (row and row["pk"], bound and bound.row_id) if it is not None)
        zh, en = _named(kind, kind.table, number)
        if bound is None or bound.row_id != number:
            yield Fault(
                0, f"{zh} 不是平台写入的：日志没有记载", f"{en} was not written by a deed: no event tells of it"
            )
        elif row is None or row["pk"] != number:
            yield Fault(bound.event_id, f"{zh} 不见了", f"{en} is gone")
        elif not 0 < bound.form <= len(kind.forms):
            yield Fault(bound.event_id, f"{zh} 的指纹格式不认识", f"the digest of {en} is of an unknown form")
        elif digest(kind.table, bound.form, kind.forms[bound.form - 1], row).digest != bound.digest:
            yield Fault(bound.event_id, f"{zh} 与日志所记不符：数据库中被改动", f"{en} is not what was recorded")
        if row is not None and row["pk"] == number:
            row = next(rows, None)
        if bound is not None and bound.row_id == number:
            bound = next(bindings, None)


def _newest(table: str) -> Iterator[Binding]:
    bindings = Binding.objects.filter(table=table).order_by("row_id", "event_id").iterator(chunk_size=_CHUNK)
    for _, group in groupby(bindings, key=lambda it: it.row_id):
        *_, last = group
        yield last


def _named(kind: Kind | None, table: str, number: Any) -> tuple[str, str]:
    if kind is None:
        return f"{table} {number}", f"{table} {number}"
    return f"{kind.zh} {number}（{kind.model._meta.db_table}）", f"{kind.en} {number} ({kind.model._meta.db_table})"
