"""Files that prove values, appeals and answers: kept as they come, and found beside what they prove."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from yipanqi.web.delivery.actions.files import keep_file, paper_path
from yipanqi.web.delivery.models import PaperFile

from .models import AssessedUnit, AssessmentFile


@contextmanager
def keeping(by: Any, at: datetime) -> Iterator[Callable[[Iterable[Any]], list[PaperFile]]]:
    """Keeps uploads for a deed: all of them with it, or, where it is refused, none. Raises CannotKeepFile where one is
    none of the kinds that are kept."""
    kept: list[PaperFile] = []

    def keep(uploads: Iterable[Any]) -> list[PaperFile]:
        found = []
        for it in uploads:
            found.append(keep_file(upload=it, by=by, at=at))
            kept.append(found[-1])
        return found

    try:
        with transaction.atomic():
            yield keep
    except BaseException:
        for it in kept:
            paper_path(it).unlink(missing_ok=True)
        raise


def proofs_by_unit(units: Iterable[AssessedUnit], indicator: str) -> dict[int, list[AssessmentFile]]:
    """Assessed unit → the files that prove its value; in one question."""
    rows = AssessmentFile.objects.filter(assessed__in=[it.pk for it in units], indicator=indicator, appeal=None)
    found: dict[int, list[AssessmentFile]] = {}
    for it in rows.select_related("file", "assessed"):
        found.setdefault(it.assessed_id, []).append(it)
    return found


class Proofs:
    """The files of a unit's sheet, by what they prove; in one question."""

    def __init__(self, unit: AssessedUnit) -> None:
        self._rows = list(unit.files.select_related("file", "by"))
        for it in self._rows:
            it.assessed = unit

    def of_value(self, indicator: str) -> list[AssessmentFile]:
        """Those of a value itself."""
        return [it for it in self._rows if it.appeal_id is None and it.indicator == indicator]

    def of_appeal(self, appeal: int, *, is_answer: bool = False) -> list[AssessmentFile]:
        """Those of an appeal, or of its answer."""
        return [it for it in self._rows if it.appeal_id == appeal and it.is_answer is is_answer]
