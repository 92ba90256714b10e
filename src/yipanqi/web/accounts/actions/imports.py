"""What takes a workbook of people in, and out again."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.sealed import seal, unseal

from ..models import Membership, Organisation, PeopleImport, User
from ..people_sheet import PersonRow, Wrong
from . import people, sessions


class CannotImportPeople(Cannot):
    """There are errors, or the file was taken in already."""


class CannotTakeBack(Cannot):
    """Somebody of the import has used their account since."""


@transaction.atomic
def keep_import(
    *, name: str, content: bytes, rows: Sequence[PersonRow], wrong: Sequence[Wrong], by: User, at: datetime
) -> PeopleImport:
    """Keep what was read from a file, to be looked at; nobody is added yet."""
    kept = PeopleImport(file_name=name[:200], digest=hashlib.sha256(content).hexdigest(), row_count=len(rows))
    kept.created_by, kept.created_at = by, at
    kept.findings = [it.stored() for it in wrong[:2000]]
    kept.rows_sealed = seal(json.dumps([row.stored() for row in rows], ensure_ascii=False), kept.place)
    kept.save(force_insert=True)
    audit.record("people_import.read", subject=kept, by=by, at=at, after={"rows": len(rows), "errors": len(wrong)})
    return kept


def rows_of(kept: PeopleImport) -> list[PersonRow]:
    """The people of an import that is not taken in yet."""
    return [PersonRow(**row) for row in json.loads(unseal(kept.rows_sealed, kept.place))] if kept.rows_sealed else []


@transaction.atomic
def apply(*, kept: PeopleImport, by: User, at: datetime) -> None:
    """Add all people of the file with their roles, or none. The same file has no second effect."""
    if kept.findings:
        raise CannotImportPeople(
            "文件里还有错误，改好后请重新上传", "There are errors in the file: correct it and upload it again"
        )
    applied = PeopleImport.objects.filter(digest=kept.digest, applied_at__isnull=False, undone_at=None)
    is_mine = PeopleImport.objects.filter(pk=kept.pk, applied_at=None).update(applied_at=at)
    if not is_mine or applied.exclude(pk=kept.pk).exists():
        raise CannotImportPeople("这个文件已经导入过", "This file was taken in already")
    places = Organisation.objects.visible_to(by).in_bulk()
    added = []
    for row in rows_of(kept):
        if row.organisation_id not in places:
            raise CannotImportPeople("有单位已不在您的范围内", "An organisation is no longer in your area")
        try:
            person = people.add_person(login=row.login, display_name=row.display_name, phone=row.phone, by=by, at=at)
        except people.CannotAdd:
            raise CannotImportPeople(f"登录名 {row.login} 已被使用", f"The login name {row.login} is taken") from None
        people.grant(person=person, organisation=places[row.organisation_id], role=row.role, by=by, at=at)
        added.append(person)
    kept.people.set(added)
    PeopleImport.objects.filter(pk=kept.pk).update(rows_sealed="")
    audit.record("people_import.applied", subject=kept, by=by, at=at, after={"people": [person.pk for person in added]})
    kept.refresh_from_db()


@transaction.atomic
def undo(*, kept: PeopleImport, by: User, at: datetime) -> None:
    """Remove the people of an import again; refused, with their names, where some have used their account."""
    people = list(kept.people.all())
    used = [it for it in people if it.password_changed_at or it.last_login or _is_changed(it)]
    if used:
        names = [person.display_name for person in used]
        raise CannotTakeBack(
            f"这些人员已启用账号或有后续修改，不能撤销：{'、'.join(names)}",
            f"These have been used or changed since: {', '.join(names)}",
        )
    if not PeopleImport.objects.filter(pk=kept.pk, undone_at=None, applied_at__isnull=False).update(undone_at=at):
        raise CannotTakeBack("这次导入已经撤销", "This import is undone already")
    ids = [person.pk for person in people]
    kept.people.clear()
    Membership.objects.filter(user__in=ids).delete()
    User.objects.filter(pk__in=ids).delete()
    audit.record("people_import.undone", subject=kept, by=by, at=at, before={"people": ids})
    kept.refresh_from_db()


def _is_changed(person: User) -> bool:
    return not person.is_active or person.memberships.count() != 1


@transaction.atomic
def issue_codes(*, kept: PeopleImport, by: User, at: datetime) -> list[tuple[User, str]]:
    """A one-time code for each of the import who has no password yet, to print and hand over."""
    waiting = kept.people.filter(is_active=True, password_changed_at=None).order_by("pinyin")
    issued = [(person, sessions.issue_code(person=person, by=by, at=at)) for person in waiting]
    audit.record("people_import.codes_issued", subject=kept, by=by, at=at, after={"count": len(issued)})
    return issued
