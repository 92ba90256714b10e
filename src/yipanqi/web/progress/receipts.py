"""Receipts: what is here of a report, by its photos too, and what became of it since, by whom."""

from collections.abc import Iterable, Sequence
from typing import Any

from yipanqi.web.page.say import say

from .actions.reporting import Said
from .models import NamedPhotos, ReportPhoto, ReportState, TaskReport


def receipt(report: TaskReport, photos: Iterable[str] = (), lacks: Iterable[Said] = ()) -> dict[str, Any]:
    """What a phone is told of a report that has arrived; `photos`: the hashes that the report names."""
    held = held_photos(report)
    return {
        "uid": str(report.uid),
        "hash": report.content_hash,
        "version": report.version,
        "state": report.state,
        "is_newest": report.is_newest,
        "said": became(report),
        "at": report.at.isoformat(),
        "url": report.get_absolute_url(),
        "lacks": [say(*lack) for lack in lacks],
        "photos_held": held,
        "photos_missing": [it for it in photos if it not in held],
    }


def on_their_way(reports: Sequence[TaskReport]) -> dict[int, int]:
    """Report → how many of the photos that it names have not come yet; those of which all are here are not named."""
    named = {it.report_id: set(it.hashes) for it in NamedPhotos.objects.filter(report__in=reports)}
    photos = ReportPhoto.objects.filter(report__in=named).values_list("report", "original_sha256")
    for report, sha256 in photos:
        named[report].discard(sha256)
    return {report: len(missing) for report, missing in named.items() if missing}


def held_photos(report: TaskReport) -> list[str]:
    """The hashes of its photos that are kept, as the phone knows them."""
    found = ReportPhoto.objects.filter(report_uid=report.uid).order_by("original_sha256")
    return list(found.values_list("original_sha256", flat=True))


def became(report: TaskReport) -> str:
    """What became of a report, and by whom, in one sentence."""
    told = [report.state_said]
    if report.state != ReportState.SENT:
        told = [say(f"{report.judged_by} {report.state_said}", f"{report.state_said} by {report.judged_by}")]
        if report.judged_why:
            told.append(report.judged_why)
    if not report.is_newest:
        newest = TaskReport.objects.newest().select_related("by").get(task=report.task_id, month=report.month)
        told.append(
            say(
                f"后由 {newest.by} 更正为第 {newest.version} 版（{newest.state_said}）",
                f"later corrected by {newest.by} in version {newest.version} ({newest.state_said})",
            )
        )
    return say("，", ", ").join(told)
