"""What changes the tree of organisations. Each deed is one transaction and one record."""

import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import check

from ..models import Membership, Organisation, User, ways_up
from .sessions import forget_sessions


class CannotAdd(Cannot):
    """This login name or this name is taken."""


class CodeTaken(CannotAdd):
    """Another organisation has this code."""


class CannotMove(Cannot):
    """This organisation cannot belong there."""


@transaction.atomic
def add_organisation(
    *, name: str, kind: str, parent: Organisation | None, by: Any, at: datetime, **more: str
) -> Organisation:
    """A new body in the tree, with its region_id and its code where it has them."""
    told = {"name": name, "kind": kind, "region_id": more.get("region_id", ""), "code": more.get("code", "")}
    _check_code(told["code"])
    try:
        with transaction.atomic():
            added = Organisation.objects.create(**told, parent=parent, path=f"new-{secrets.token_hex(8)}")
    except IntegrityError:
        raise CannotAdd("同一上级下已有这个名称", "There is one of this name already") from None
    added.path = f"{parent.path if parent else '/'}{added.pk:05d}/"
    Organisation.objects.filter(pk=added.pk).update(path=added.path)
    after = told | {"parent": parent and parent.name}
    audit.record("organisation.added", subject=added, by=by, at=at, after=after, scope=added.path)
    return added


def seen_of(organisation: Organisation) -> tuple[Any, ...]:
    """What the form of an organisation shows."""
    return organisation.pk, organisation.name, organisation.code, organisation.region_id


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, by: Any, at: datetime, seen: str | None = None, **new: Any
) -> Organisation:
    """Another name, code, region or state; its kind stays. Raises Stale where they are not what was seen."""
    list(Organisation.objects.select_for_update().filter(pk=organisation.pk))
    organisation.refresh_from_db()
    check(seen, *seen_of(organisation))
    fields = ("name", "code", "region_id", "is_active")
    before, after = audit.changes(organisation, {k: new[k] for k in fields if k in new})
    if not after:
        return organisation
    _check_code(after.get("code", ""), but=organisation)
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(**after)
    except IntegrityError:
        raise CannotAdd("同一上级下已有这个名称", "There is one of this name already") from None
    audit.record(
        "organisation.changed", subject=organisation, by=by, at=at, before=before, after=after, scope=organisation.path
    )
    organisation.refresh_from_db()
    return organisation


def _check_code(code: str, but: Organisation | None = None) -> None:
    """Raise CodeTaken where another organisation has this code."""
    if code and Organisation.objects.filter(code=code).exclude(pk=but and but.pk).exists():
        raise CodeTaken("这个单位编号已被使用", "Another organisation has this code")


@transaction.atomic
def move_organisation(
    *, organisation: Organisation, parent: Organisation, by: Any, at: datetime, seen: str | None = None
) -> Organisation:
    """Another place in the tree, with all that belongs to it. The sessions of everybody whose view this changes end:
    of the people in it, and of those above it before or afterwards, but not both."""
    list(Organisation.objects.select_for_update().filter(parent=None))  # one move at a time: no circles
    organisation, parent = (Organisation.objects.get(pk=it.pk) for it in (organisation, parent))
    was = organisation.parent
    check(seen, organisation.pk, organisation.parent_id)
    if was is None:
        raise CannotMove("最上级单位不能调整隶属", "What stands at the top stays there")
    if parent.path.startswith(organisation.path):
        raise CannotMove("不能隶属于自己或自己的下级", "It cannot belong to itself, nor to what belongs to it")
    if not parent.is_active or parent.pk == was.pk:
        raise CannotMove("请选择另一个在用的上级单位", "Choose another organisation that is in use")
    before, after = organisation.path, f"{parent.path}{organisation.pk:05d}/"
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(parent=parent)
    except IntegrityError:
        raise CannotMove("新的上级下已有这个名称", "There is one of this name there already") from None
    for one in Organisation.objects.filter(path__startswith=before):
        Organisation.objects.filter(pk=one.pk).update(path=after + one.path.removeprefix(before))
    above = ways_up(was.path) ^ ways_up(parent.path)
    held = Membership.objects.active().filter(Q(organisation__path__startswith=after) | Q(organisation__path__in=above))
    for person in User.objects.filter(pk__in=held.values("user_id")):
        forget_sessions(person)
    told = {"before": {"parent": was.name}, "after": {"parent": parent.name}}
    audit.record("organisation.moved", subject=organisation, by=by, at=at, scope=after, **told)
    organisation.refresh_from_db()
    return organisation
