"""What the deeds of the log and their values are called. Each app names its own here when it is ready, under its label;
what means the same in all of them is named below. A word has one owner: whoever names it again stops the program."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from yipanqi.web.page.say import listed, say

LOG = "audit"  # names what all apps share, besides its own deeds
Name = tuple[str, str]
Teller = Callable[[Any], str]
_T = TypeVar("_T")

_ACTIONS: dict[str, tuple[str, Name]] = {}  # owner and name, by code
_FORMER: dict[tuple[str, str], str] = {}  # the code of today, by the kind of object and the code of old events
_FIELDS: dict[tuple[str, str], Name] = {}  # by owner and name of the value
_TELLERS: dict[tuple[str, str], Teller] = {}


class NamedTwice(ValueError):
    """Two apps, or one app twice, name the same code."""

    def __init__(self, code: str, owner: str, claimant: str) -> None:
        super().__init__(f"{code} is named by {owner}, and again by {claimant}")


def name_actions(owner: str, names: dict[str, Name]) -> None:
    """Give the deeds of this app their names in both languages. Raises NamedTwice."""
    for code in names:
        if code in _ACTIONS:
            raise NamedTwice(code, _ACTIONS[code][0], owner)
    _ACTIONS.update((code, (owner, name)) for code, name in names.items())


def formerly(subject_type: str, codes: dict[str, str]) -> None:
    """Say which deeds of today old events on this kind of object tell of: today's code by the former one."""
    _FORMER.update(((subject_type, old), new) for old, new in codes.items())


def name_fields(owner: str, names: dict[str, Name]) -> None:
    """Give the values of this app's deeds their names in both languages. Raises NamedTwice."""
    _claim(_FIELDS, owner, names)


def tell_values(owner: str, tellers: dict[str, Teller]) -> None:
    """Say how values of these names are told in words in this app's deeds. Raises NamedTwice."""
    _claim(_TELLERS, owner, tellers)


def _claim(table: dict[tuple[str, str], _T], owner: str, claimed: dict[str, _T]) -> None:
    """Names of values are each app's own; what the log names for all of them nobody names otherwise."""
    for holder, code in table:
        if code in claimed and (holder == owner or LOG in (holder, owner)):
            raise NamedTwice(code, holder, owner)
    table.update(((owner, code), it) for code, it in claimed.items())


def owner_of(code: str, subject_type: str = "") -> str:
    """The app whose deed this is; nobody's where it has no name."""
    return _ACTIONS[_today(code, subject_type)][0] if _today(code, subject_type) in _ACTIONS else ""


def action_said(code: str, subject_type: str = "") -> str:
    """The deed, on this kind of object, in the reader's language; one without a name by its code."""
    _, name = _ACTIONS.get(_today(code, subject_type), ("", (code, code)))
    return say(*name)


def field_said(owner: str, code: str) -> str:
    """The name of a value in this app's deeds, in the reader's language."""
    return say(*_found(_FIELDS, owner, code, (code, code)))


def value_said(owner: str, name: str, value: Any) -> str | None:
    """The value in this app's deeds, in the reader's language; nothing for nothing."""
    if value is None:
        return None
    if isinstance(value, list):
        return listed(value_said(owner, name, item) or "" for item in value)
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    return _found(_TELLERS, owner, name, str)(value)


def named() -> frozenset[str]:
    """The deeds that have a name."""
    return frozenset(_ACTIONS)


def owners() -> frozenset[str]:
    """Who names anything in the log."""
    return frozenset([*(owner for owner, _ in _ACTIONS.values()), *_holders(_FIELDS), *_holders(_TELLERS)])


def _today(code: str, subject_type: str) -> str:
    return _FORMER.get((subject_type, code), code)


def _found(table: dict[tuple[str, str], _T], owner: str, code: str, otherwise: _T) -> _T:
    return table.get((owner, code)) or table.get((LOG, code)) or otherwise


def _holders(table: Iterable[tuple[str, str]]) -> set[str]:
    return {holder for holder, _ in table}


name_actions(
    LOG,
    {
        "log.exported": ("导出日志", "Log exported"),
        "refusals.summed": ("被拒次数汇总", "Refusals, summed"),
        "person.erased_from_log": ("清除日志中的个人信息", "Personal values erased from the log"),
        "checkpoints.begun": ("启用检查点", "Checkpoints begun"),
        "rows.bound": ("已有数据行纳入日志核对", "Rows that were there bound to the log"),
    },
)
name_fields(
    LOG,
    {
        "name": ("名称", "name"),
        "kind": ("类型", "kind"),
        "count": ("数量", "count"),
        "rows": ("行数", "rows"),
        "filters": ("筛选", "filters"),
        "note": ("说明", "note"),
        "file": ("文件", "file"),
        "sha256": ("文件指纹", "fingerprint"),
        "public_key": ("公钥", "public key"),
        "hour": ("时段", "hour"),
        "address": ("来源地址", "address"),
        "addresses": ("来源地址数", "addresses"),
        "deeds": ("被拒的操作", "refused"),
    },
)
FILTERS = {  # what may be asked of lists, as the log tells it
    "q": ("搜索", "search"),
    "person": ("人员", "person"),
    "result": ("结果", "result"),
    "since": ("自", "from"),
    "until": ("至", "to"),
}
tell_values(
    LOG,
    {
        "filters": lambda name: say(*FILTERS.get(name, (name, name))),
        "hour": lambda moment: f"{localtime(parse_datetime(moment)):%Y-%m-%d %H}:00–",
        "deeds": lambda told: f"{action_said(told.rpartition(' ')[0])} {told.rpartition(' ')[2]}",
    },
)
