"""How a version moves: what the table of states allows, who may, what must hold. Each deed is one transaction, with its
event and its line in the log."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from yipanqi.domain.disclosure.publication import Pair
from yipanqi.domain.disclosure.state import ACTIONS, STATES, Action, Guard, Move, State, move
from yipanqi.domain.disclosure.validity import Ending, lacking
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import check as check_seen

from .. import making
from ..checking import stopping
from ..following import file_following
from ..models import (
    FileRole,
    Publication,
    PublicationEstate,
    PublicationEvent,
    PublicationFile,
    PublicationVersion,
)
from ..models.publications import WAS_PUBLIC, two
from ..models.reviewing import STEPS
from ..numbering import next_number
from ..words import WITHDRAWN_FOR
from . import duty_lights

WROTE = ("draft", "edit", "renew", "file", "unfile", "cover", "correct")  # deeds after which somebody else signs
MADE = (FileRole.ARTICLE, FileRole.PAPER)


class CannotMove(Cannot):
    """The version cannot be moved so, or not now, or not by this person."""


def seen_of(version: PublicationVersion) -> tuple[Any, ...]:
    """What a page shows of a version: a deed is refused once that has changed."""
    return version.pk, str(version.state), version.changes, version.content_hash


def lacks(version: PublicationVersion, action: Action, by: Any) -> list[Pair]:
    """All that an action still lacks, the password aside; none: it can be done. A move that is not in the table lacks
    the state."""
    step = move(version.told, action)
    if step is None:
        state, deed = STATES[version.told], ACTIONS[action]
        return [(f"“{state[0]}”状态不能“{deed[0]}”", f"{deed[1]}: not while it is “{state[1]}”")]
    if by is None or not by.has_perm(step.who):
        return [("您没有这项权限", "This is not yours to do")]
    return [lack for guard in Guard if guard in step.guards and (lack := _GUARDS[guard](version, by))]


def _no_blocks(version: PublicationVersion, by: Any) -> Pair | None:
    count = len(stopping(version))
    return (f"还有{count}处疑点须改正或复核", f"{count} findings must be put right or looked at") if count else None


def _reviewed(version: PublicationVersion, by: Any) -> Pair | None:
    return reviewed(version)


def reviewed(version: PublicationVersion) -> Pair | None:
    """What the three reviews of a draft lack; nothing: all are there, of the draft as it stands."""
    newest = {it.step: it for it in version.reviews.all()}
    missing = [it for it in STEPS if it not in newest or newest[it].of_edit != version.edits]
    if missing:
        return "三项审查还没有全部登记", "The three reviews are not all recorded"
    if any(it.result == "closed" for it in newest.values()):
        return "审查结论为不予公开", "A review says that it is not to be public"
    return None


def _other_person(version: PublicationVersion, by: Any) -> Pair | None:
    if by.pk in writers(version):
        return "须由起草和修改以外的人审签", "It is signed off by somebody who neither drafted nor edited it"
    return None


def writers(version: PublicationVersion) -> set[int | None]:
    """Who drafted or edited it."""
    return {version.by_id, *version.events.filter(action__in=WROTE).values_list("by_id", flat=True)}


def _same_bytes(version: PublicationVersion, by: Any) -> Pair | None:
    if not version.publication.index_number:  # checked before numbers were given at the check
        return (
            "文件中还没有索引号，请退回重新检查",
            "Its files do not say its index number yet: send it back and have it checked again",
        )
    if not making.are_same(version):
        return (
            "文件与检查时不同或已丢失，请退回重新检查",
            "Its files are lost or not those that were checked: send it back",
        )
    return None


def _newest(version: PublicationVersion, by: Any) -> Pair | None:
    later = version.publication.versions.filter(number__gt=version.number).exclude(state=State.DROPPED)
    return ("已有更新的版本", "There is a later version") if later.exists() else None


def _nothing(version: PublicationVersion, by: Any) -> Pair | None:
    return None


_GUARDS = {
    Guard.NO_BLOCKS: _no_blocks,
    Guard.REVIEWED: _reviewed,
    Guard.OTHER_PERSON: _other_person,
    Guard.PASSWORD: _nothing,  # the page asks for it
    Guard.SAME_BYTES: _same_bytes,
    Guard.NEWEST: _newest,
}


def locked(version: PublicationVersion) -> PublicationVersion:
    """The version as it is now, for this transaction alone."""
    publication = Publication.objects.select_for_update().get(pk=version.publication_id)
    row = PublicationVersion.objects.select_for_update().get(pk=version.pk)
    row.publication = publication
    return row


def begun(
    version: PublicationVersion, action: Action, by: Any, *, seen: str | None, reason: str = "", is_signed: bool = False
) -> tuple[PublicationVersion, Move]:
    """The locked version and its move, once all that the move wants is there. Raises CannotMove, or Stale."""
    row = locked(version)
    check_seen(seen, *seen_of(row))
    if missing := lacks(row, action, by):
        raise CannotMove(*missing[0])
    step = move(row.told, action)
    assert step is not None
    if step.needs_reason and not reason.strip():
        raise CannotMove("请写明理由", "Say why")
    if Guard.PASSWORD in step.guards and not is_signed:
        raise CannotMove("请再次输入密码", "Give your password once more")
    return row, step


def tell(
    row: PublicationVersion,
    action: str,
    before: str,
    by: Any,
    at: datetime,
    day: date,
    *,
    reason: str = "",
    what: str = "",
) -> None:
    """An event of its chain."""
    PublicationEvent.objects.create(
        version=row,
        action=action,
        before=before,
        after=row.state,
        by=by,
        at=at,
        day=day,
        reason=reason.strip()[:500],
        what=what[:400],
    )


def facts_of(row: PublicationVersion, **more: Any) -> dict[str, Any]:
    """What the log tells of each deed."""
    known = {"publication": row.publication.uid, "version": row.number, "state": row.state}
    return known | {name: value for name, value in more.items() if value}


def check(
    *, version: PublicationVersion, by: Any, at: datetime, day: date, seen: str | None = None
) -> PublicationVersion:
    """Send a draft to be signed off: it gets its index number for good, then its files, which say it, are made once and
    kept. They are made before anything is locked."""
    if missing := lacks(version, Action.CHECK, by):
        raise CannotMove(*missing[0])
    version.publication = numbered(version, by=by, at=at, day=day)
    return _check(version, making.made(version, at), by=by, at=at, day=day, seen=seen, edits=version.edits)


@transaction.atomic
def numbered(version: PublicationVersion, *, by: Any, at: datetime, day: date) -> Publication:
    """The publication with its index number: given when a version of it is first sent to be signed off, so that
    the bytes that are signed say it. It stays whatever becomes of the draft; the list tells of one given up."""
    _numbers_locked()
    row = locked(version).publication
    if not row.index_number:
        row.year, row.serial, row.index_number = next_number(row, day)
        row.save(update_fields=["year", "serial", "index_number"])
        after = {"publication": row.uid, "index_number": row.index_number}
        audit.record("publication.numbered", subject=version, by=by, at=at, after=after)
    return row


@transaction.atomic
def _check(
    version: PublicationVersion,
    files: Sequence[making.Made],
    *,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None,
    edits: int,
) -> PublicationVersion:
    row, step = begun(version, Action.CHECK, by, seen=seen)
    if row.edits != edits:
        raise CannotMove("检查期间又有修改，请再检查一次", "It was edited while it was checked: check once more")
    taken = set(row.files.exclude(role__in=MADE).values_list("name", flat=True))
    if both := [it.name for it in files if it.name in taken]:
        raise CannotMove(f"附件与正文文件重名：{both[0]}", f"An attachment is called as a paper of it: {both[0]}")
    row.files.filter(role__in=MADE).delete()
    PublicationFile.objects.bulk_create(
        PublicationFile(
            version=row,
            role=it.role,
            name=it.name,
            form=it.form,
            lang=it.lang,
            size=it.size,
            sha256=it.sha256,
            title_zh=row.title_zh + ("（英文）" if it.lang == "en" else "") if it.role == FileRole.PAPER else "",
            title_en=row.title_en if it.role == FileRole.PAPER else "",
            by=by,
            at=at,
        )
        for it in files
    )
    before, row.state, row.checked_by, row.checked_at = row.state, step.to, by, at
    row.content_hash = making.content_hash(row)
    row.changes += 1
    row.save(update_fields=["state", "checked_by", "checked_at", "content_hash", "changes"])
    tell(row, Action.CHECK, before, by, at, day)
    audit.record(
        "publication.checked",
        subject=row,
        by=by,
        at=at,
        after=facts_of(row, hash=row.content_hash[:16], files=len(files)),
    )
    return row


@transaction.atomic
def send_back(
    *, version: PublicationVersion, reason: str, by: Any, at: datetime, day: date, seen: str | None = None
) -> PublicationVersion:
    """Give it back to be edited; who gave it back says why."""
    row, step = begun(version, Action.SEND_BACK, by, seen=seen, reason=reason)
    before, row.state = row.state, step.to
    row.signed_by = row.signed_at = None
    row.content_hash = ""
    row.changes += 1
    row.save(update_fields=["state", "signed_by", "signed_at", "content_hash", "changes"])
    tell(row, Action.SEND_BACK, before, by, at, day, reason=reason)
    audit.record("publication.sent_back", subject=row, by=by, at=at, after=facts_of(row, reason=reason.strip()))
    return row


@transaction.atomic
def sign(
    *,
    version: PublicationVersion,
    by: Any,
    at: datetime,
    day: date,
    is_signed: bool,
    note: str = "",
    seen: str | None = None,
) -> PublicationVersion:
    """Sign off the bytes that go out."""
    row, step = begun(version, Action.SIGN, by, seen=seen, is_signed=is_signed)
    publication = row.publication
    before, row.state, row.signed_by, row.signed_at = row.state, step.to, by, at
    row.changes += 1
    row.save(update_fields=["state", "signed_by", "signed_at", "changes"])
    tell(row, Action.SIGN, before, by, at, day, reason=note)
    after = facts_of(row, index_number=publication.index_number, hash=row.content_hash)
    audit.record("publication.signed", subject=row, by=by, at=at, after=after)
    return row


def _numbers_locked() -> None:
    """Numbers are given one after the other: whoever holds the first publication's row gives the next."""
    Publication.objects.select_for_update().order_by("pk").first()


def sign_refused(*, version: PublicationVersion, by: Any) -> None:
    """Record that a deed was not signed by who asked for it."""
    audit.refuse("publication.sign_refused", subject=version, by=by)


@transaction.atomic
def publish(*, version: PublicationVersion, by: Any, day: date, seen: str | None = None) -> PublicationVersion:
    """Let the public have it, from now on: the moment is the server's own, and never before what was published before
    it. The version before is superseded."""
    row, step = begun(version, Action.PUBLISH, by, seen=seen)
    publication, at = row.publication, timezone.now()
    latest = PublicationVersion.objects.aggregate(at=Max("published_at"))["at"]
    if (latest and latest > at) or row.signed_at > at:
        raise CannotMove(
            "服务器时间早于已有的发布时间，不能发布；请先校准服务器时间",
            "The server's clock is behind what was published: it must be set right first",
        )
    for old in publication.versions.filter(state=State.PUBLISHED):
        before, old.state = old.state, State.SUPERSEDED
        old.changes += 1
        old.save(update_fields=["state", "changes"])
        tell(old, "supersede", before, by, at, day)
    before, row.state, row.published_by, row.published_at, row.published_on = row.state, step.to, by, at, day
    row.changes += 1
    row.save(update_fields=["state", "published_by", "published_at", "published_on", "changes"])
    row.files.update(is_kept=True)
    publication.published_at, publication.updated_at = publication.published_at or at, at
    publication.save(update_fields=["published_at", "updated_at"])
    duty_lights.put_out_published(publication)
    tell(row, Action.PUBLISH, before, by, at, day)
    audit.record(
        "publication.published",
        subject=row,
        by=by,
        at=at,
        after=facts_of(row, index_number=publication.index_number, hash=row.content_hash),
    )
    file_following(row, by=by, at=at)
    return row


@transaction.atomic
def correct(
    *,
    version: PublicationVersion,
    reason: Pair,
    changed: Pair,
    shows_old: bool,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> PublicationVersion:
    """Begin the next version, as the one that is out; until that is published nothing changes for the public."""
    row, _ = begun(version, Action.CORRECT, by, seen=seen, reason=reason[0])
    if row.destroyed_at:
        raise CannotMove("内容已销毁，请另行起草", "What stood in it was destroyed: draft a new one")
    if not changed[0].strip():
        raise CannotMove("请写明更正了什么", "Say what is corrected")
    number = row.publication.versions.aggregate(most=Max("number"))["most"] + 1
    made = PublicationVersion.objects.create(
        publication=row.publication,
        number=number,
        reason=[it.strip() for it in reason],
        changed=[it.strip() for it in changed],
        shows_old=shows_old,
        by=by,
        at=at,
        day=day,
        **{name: getattr(row, name) for name in _COPIED},
    )
    _copy_beside(row, made)
    tell(made, Action.CORRECT, "", by, at, day, reason=reason[0])
    after = facts_of(made, reason=reason[0].strip())
    audit.record("publication.corrected", subject=made, by=by, at=at, after=after)
    return made


_COPIED = (
    *("title_zh", "title_en", "content", "texts", "metadata", "written_on", "effective_on", "measures"),
    *("record_known", "record_hash", "ends_on", "ending", "successor"),
)


def _copy_beside(row: PublicationVersion, made: PublicationVersion) -> None:
    """The files that were attached and the estates that it tells of."""
    for file in row.files.exclude(role__in=MADE):
        file.pk, file.version, file.is_kept = None, made, False
        file.save(force_insert=True)
    for place in row.estates.all():
        place.pk, place.version = None, made
        place.save(force_insert=True)


@transaction.atomic
def end(
    *,
    version: PublicationVersion,
    ends_on: date | None,
    ending: str,
    successor: str,
    reason: str,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> PublicationVersion:
    """Say until when it counts and what takes its place. It moves by itself on its day; no day: it counts again."""
    row, _ = begun(version, Action.END, by, seen=seen, reason=reason)
    successor = successor.strip()
    if why := lacking(ends_on, Ending(ending), successor, row.effective_on):
        raise CannotMove(*why)
    if successor and not _is_other(row, successor):
        raise CannotMove("没有这个索引号的公开件", "No other publication has this index number")
    old = {"ends_on": row.ends_on, "ending": row.ending, "successor": row.successor}
    row.ends_on, row.ending, row.successor = ends_on, ending, successor
    row.changes += 1
    row.save(update_fields=["ends_on", "ending", "successor", "changes"])
    row.publication.updated_at = max(row.publication.updated_at, at)
    row.publication.save(update_fields=["updated_at"])
    tell(
        row,
        Action.END,
        row.state,
        by,
        at,
        day,
        reason=reason,
        what=" ".join(filter(None, (str(ends_on or ""), successor))),
    )
    audit.record(
        "publication.ended",
        subject=row,
        by=by,
        at=at,
        before={name: it for name, it in old.items() if it},
        after=facts_of(row, ends_on=ends_on, ending=ending, successor=successor, reason=reason.strip()),
    )
    file_following(row, by=by, at=at)
    return row


def _is_other(row: PublicationVersion, number: str) -> bool:
    known = Publication.objects.known_outside().filter(index_number=number)
    return known.exclude(pk=row.publication_id).exists()


@transaction.atomic
def withdraw(
    *,
    version: PublicationVersion,
    why: str,
    reason: str,
    by: Any,
    at: datetime,
    day: date,
    is_signed: bool,
    seen: str | None = None,
) -> PublicationVersion:
    """Take it from the public: from now on a notice stands in its place, with the class of reasons and no content."""
    row, step = begun(version, Action.WITHDRAW, by, seen=seen, reason=reason, is_signed=is_signed)
    if why not in WITHDRAWN_FOR:
        raise CannotMove("请选择撤回原因", "Choose why it is withdrawn")
    before, row.state = row.state, step.to
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_class = by, at, why
    row.changes += 1
    row.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_class", "changes"])
    row.publication.updated_at = max(row.publication.updated_at, at)
    row.publication.save(update_fields=["updated_at"])
    tell(row, Action.WITHDRAW, before, by, at, day, reason=reason, what=two(WITHDRAWN_FOR[why]))
    audit.record("publication.withdrawn", subject=row, by=by, at=at, after=facts_of(row, reason=reason.strip()))
    file_following(row, by=by, at=at)
    return row


@transaction.atomic
def drop(
    *, version: PublicationVersion, reason: str, by: Any, at: datetime, day: date, seen: str | None = None
) -> PublicationVersion:
    """Give a draft up. What of the record it was about can be drafted anew; what is out stays out, and a number that it
    got stays its own."""
    row, step = begun(version, Action.DROP, by, seen=seen, reason=reason)
    before, row.state = row.state, step.to
    row.changes += 1
    row.save(update_fields=["state", "changes"])
    publication = row.publication
    if not publication.versions.filter(state__in=WAS_PUBLIC).exists():
        publication.is_dropped = True
        publication.save(update_fields=["is_dropped"])
    tell(row, Action.DROP, before, by, at, day, reason=reason)
    audit.record("publication.dropped", subject=row, by=by, at=at, after=facts_of(row, reason=reason.strip()))
    return row


def put_estates(row: PublicationVersion) -> None:
    """The estates that it tells of, for lists."""
    row.estates.all().delete()
    PublicationEstate.objects.bulk_create(
        PublicationEstate(version=row, estate=it.estate, name=it.name, region=it.region, region_name=it.region_name)
        for it in row.drafted.estates
    )
