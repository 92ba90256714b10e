"""What changed in the data since a plan was made of them."""

from dataclasses import dataclass
from functools import lru_cache

from yipanqi.web.page.say import in_turn, say
from yipanqi.web.programmes.difference import keyed
from yipanqi.web.programmes.models import ProgrammeEntry, ProgrammeVersion
from yipanqi.workbook.columns import SHEET, SHEETS

from .models import PlanRun


@dataclass(frozen=True, kw_only=True)
class Outdated:
    """How many rows changed, and of which sheets: (key, added, changed, removed)."""

    sheets: tuple[tuple[str, int, int, int], ...]
    is_gone: bool = False  # no row is left: the import was undone

    @property
    def count(self) -> int:
        """Rows that were added, changed or removed."""
        return sum(sum(counts) for _, *counts in self.sheets)

    @property
    def said(self) -> str:
        """摸底调查 +2 ±1；小区 −1"""
        return in_turn(f"{say(*SHEET[key].title)}{_counts(*counts)}" for key, *counts in self.sheets)


def outdated(run: PlanRun) -> Outdated | None:
    """What the plan does not know yet; None where the data are as they were."""
    revision = ProgrammeEntry.objects.values_list("revision", flat=True).get(pk=run.entry_id)
    if revision == run.version.revision:
        return None
    found = _outdated(run.entry_id, run.version_id, revision)
    return found if found.count else None


@lru_cache(maxsize=64)
def _outdated(entry: int, version: int, revision: int) -> Outdated:
    """Worked out once: neither the version nor this state of the entry ever changes."""
    before = keyed(ProgrammeVersion.objects.get(pk=version).sheets())
    now = keyed(ProgrammeEntry.objects.get(pk=entry).sheets())
    found = []
    for sheet in SHEETS:
        was = {key: values for (name, key), (_, values) in before.items() if name == sheet.key}
        becomes = {key: values for (name, key), (_, values) in now.items() if name == sheet.key}
        changed = sum(was[key] != becomes[key] for key in was.keys() & becomes.keys())
        counts = len(becomes.keys() - was.keys()), changed, len(was.keys() - becomes.keys())
        if any(counts):
            found.append((sheet.key, *counts))
    return Outdated(sheets=tuple(found), is_gone=not now)


def _counts(added: int, changed: int, removed: int) -> str:
    return "".join(f" {sign}{count}" for sign, count in (("+", added), ("±", changed), ("−", removed)) if count)
