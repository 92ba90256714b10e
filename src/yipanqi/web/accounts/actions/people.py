"""What changes people, their roles and invitations. Each deed is one transaction and one record."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from pypinyin import lazy_pinyin

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.sealed import seal
from yipanqi.web.page.stale import check

from ..channels import MAIL, SMS, channels_on
from ..models import Invitation, Membership, Organisation, User, new_key
from ..roles import APART, ROLES
from .organisations import CannotAdd
from .sessions import forget_sessions, hashed, store_password

INVITED_FOR = timedelta(days=7)
_handovers: list[Callable[..., None]] = []


class CannotGrant(Cannot):
    """This role may not be held there, or by this person, or granted by this one."""


class CannotInvite(Cannot):
    """The link is used, revoked or too old."""


class CannotChoose(Cannot):
    """This channel is off, or does not lead to this person."""


class CannotLeave(Cannot):
    """Somebody else must first take over."""


@transaction.atomic
def add_person(*, login: str, display_name: str, by: Any, at: datetime, phone: str = "", language: str = "") -> User:
    """A new person, who cannot come in before a password is set by a one-time code or an invitation."""
    person = User(login=login, display_name=display_name, pinyin=sort_key(display_name), created_at=at)
    person.language = language or person.language
    person.phone_sealed = seal(phone, person.phone_place) if phone else ""
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise CannotAdd("这个登录名已被使用", "This login name is taken") from None
    personal = {"login": login, "display_name": display_name, "phone": phone}
    audit.record("person.added", subject=person, by=by or person, at=at, personal=personal, person_id=person.pk)
    return person


def sort_key(name: str) -> str:
    """Pinyin of a name, whole and by initials, to sort and search by: `liming lm`."""
    sounds = lazy_pinyin(name)
    return f"{''.join(sounds)} {''.join(s[0] for s in sounds if s)}".lower()[:200]


def seen_of(person: User) -> tuple[Any, ...]:
    """What the form of a person shows."""
    return person.pk, person.display_name, person.phone


@transaction.atomic
def change_person(*, person: User, by: Any, at: datetime, seen: str | None = None, **new: Any) -> User:
    """Another name or phone. Raises Stale where they are not what was seen."""
    list(User.objects.select_for_update().filter(pk=person.pk))
    person.refresh_from_db()
    check(seen, *seen_of(person))
    before, after = audit.changes(person, {key: new[key] for key in ("display_name", "phone") if key in new})
    if not after:
        return person
    stored = {}
    if "display_name" in after:
        stored |= {"display_name": after["display_name"], "pinyin": sort_key(after["display_name"])}
    if "phone" in after:
        stored["phone_sealed"] = seal(after["phone"], person.phone_place) if after["phone"] else ""
    User.objects.filter(pk=person.pk).update(**stored)
    personal = {"before": before, "after": after}
    told = {"fields": sorted(after)}
    audit.record("person.changed", subject=person, by=by, at=at, after=told, personal=personal, person_id=person.pk)
    person.refresh_from_db()
    return person


def preferences_of(person: User) -> tuple[Any, ...]:
    """What the form of one's own settings shows."""
    return person.pk, person.language, person.is_senior


@transaction.atomic
def change_preferences(*, person: User, at: datetime, seen: str | None = None, **new: Any) -> None:
    """One's own language and size of type. Raises Stale where they are not what was seen."""
    check(seen, *preferences_of(User.objects.select_for_update().get(pk=person.pk)))
    before, after = audit.changes(person, {key: new[key] for key in ("language", "is_senior") if key in new})
    if after:
        User.objects.filter(pk=person.pk).update(**after)
        audit.record("person.preferences_changed", subject=person, by=person, at=at, before=before, after=after)
        person.refresh_from_db()


def digest_of(person: User) -> tuple[Any, ...]:
    """What the form of one's daily digest shows."""
    return person.pk, person.digest_by, person.email


@transaction.atomic
def choose_digest(*, person: User, at: datetime, digest_by: str, email: str, seen: str | None = None) -> None:
    """By which channel one's daily digest comes, and the address for it. Raises Stale where they are not what was
    seen, CannotChoose where the channel is off or has no address."""
    held = User.objects.select_for_update().get(pk=person.pk)
    check(seen, *digest_of(held))
    if digest_by and digest_by not in channels_on():
        raise CannotChoose("这条渠道没有开通", "This channel is not on")
    if digest_by == MAIL and not email:
        raise CannotChoose("请填写邮箱", "Enter your e-mail address")
    if digest_by == SMS and not held.phone:
        raise CannotChoose(
            "没有登记您的电话，请先请系统管理员补录", "Your phone is not stored; ask the system administrator to add it"
        )
    before, after = audit.changes(held, {"digest_by": digest_by, "email": email})
    if not after:
        return
    stored, personal = {"digest_by": digest_by}, None
    if "email" in after:
        stored["email_sealed"] = seal(email, held.email_place) if email else ""
        personal = {"before": {"email": before.pop("email")}, "after": {"email": after.pop("email")}}
    User.objects.filter(pk=held.pk).update(**stored)
    told = after or {"fields": ["email"]}
    audit.record(
        "person.digest_chosen",
        subject=person,
        by=person,
        at=at,
        before=before,
        after=told,
        personal=personal,
        person_id=person.pk,
    )
    person.refresh_from_db()


@transaction.atomic
def show_phone(*, person: User, by: User, at: datetime, purpose: str) -> str:
    """The phone in full, for a purpose that is recorded."""
    audit.record("person.phone_shown", subject=person, by=by, at=at, after={"purpose": purpose[:100]})
    return person.phone


# Roles


@transaction.atomic
def grant(*, person: User, organisation: Organisation, role: str, by: Any, at: datetime) -> Membership:
    """The person holds this role there from now on; all their sessions end. Nobody grants a role to themselves."""
    _may_hold(person, organisation, role, by)
    try:
        with transaction.atomic():
            held = Membership.objects.create(user=person, organisation=organisation, role=role, started_at=at)
    except IntegrityError:
        if role in APART:
            raise CannotGrant(
                "系统管理员与审计管理员不能由同一人担任",
                "The system administrator and the audit administrator must be two people",
            ) from None
        raise CannotGrant("此人已担任这个角色", "This person holds this role already") from None
    forget_sessions(person)
    after = {"organisation": organisation.name, "role": role}
    audit.record("role.granted", subject=person, by=by, at=at, after=after, scope=organisation.path)
    return held


def _may_hold(person: User, organisation: Organisation, role: str, by: Any) -> None:
    if role not in ROLES or organisation.kind not in ROLES[role].kinds or not organisation.is_active:
        raise CannotGrant("这个角色不能设在这个单位", "This role cannot be held in this organisation")
    if by is not None and by.pk == person.pk and person.memberships.exists():
        raise CannotGrant("不能给自己授予角色", "Nobody grants a role to themselves")
    if not person.is_active:
        raise CannotGrant("此人已离任", "This person has left")


@transaction.atomic
def end_role(*, membership: Membership, by: Any, at: datetime) -> None:
    """The person no longer holds this role; all their sessions end."""
    if not Membership.objects.active().filter(pk=membership.pk).update(ended_at=at):
        return
    forget_sessions(membership.user)
    before = {"organisation": membership.organisation.name, "role": membership.role}
    scope = membership.organisation.path
    audit.record("role.ended", subject=membership.user, by=by, at=at, before=before, scope=scope)


def on_leaving(hand_over: Callable[..., None]) -> None:
    """Let a later app hand over what somebody answers for: it is called with person, successor, by and at."""
    _handovers.append(hand_over)


def held_by(person: User) -> tuple[Any, ...]:
    """What somebody gives up who leaves: the roles that whoever decides on it saw."""
    return person.pk, list(person.memberships.active().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def leave(*, person: User, successor: User | None, by: User, at: datetime, seen: str | None = None) -> None:
    """The person's work goes to the successor, their roles end, they come in no more; what they did stays theirs."""
    list(User.objects.select_for_update().filter(pk=person.pk))
    check(seen, *held_by(person))
    if by.pk == person.pk:
        raise CannotLeave("不能为自己办理离任", "Nobody can leave by their own hand")
    held = list(person.memberships.active().select_related("organisation"))
    _succeed(held, successor, by, at)
    for hand_over in _handovers:
        hand_over(person=person, successor=successor, by=by, at=at)
    for membership in held:
        end_role(membership=membership, by=by, at=at)
    User.objects.filter(pk=person.pk).update(is_active=False, left_at=at)
    forget_sessions(person)
    audit.record("person.left", subject=person, by=by, at=at, after={"successor": successor and successor.pk})


def _succeed(held: Iterable[Membership], successor: User | None, by: User, at: datetime) -> None:
    """Roles nobody else holds there pass to the successor; without one the leaving is refused."""
    for membership in held:
        others = Membership.objects.active().filter(
            organisation=membership.organisation, role=membership.role, user__is_active=True
        )
        if others.exclude(user=membership.user).exists():
            continue
        if successor is None or not successor.is_active or successor.pk == membership.user_id:
            raise CannotLeave(
                f"{membership.organisation}的{ROLES[membership.role].zh}只有此人，请选择接替人",
                f"Nobody else is {ROLES[membership.role].en} at {membership.organisation}: choose a successor",
            )
        if not successor.memberships.active().filter(organisation=membership.organisation, role=membership.role):
            grant(person=successor, organisation=membership.organisation, role=membership.role, by=by, at=at)


@transaction.atomic
def come_back(*, person: User, by: User, at: datetime) -> None:
    """Somebody who left may come in again; their roles are to be granted anew."""
    User.objects.filter(pk=person.pk).update(is_active=True, left_at=None)
    audit.record("person.came_back", subject=person, by=by, at=at)


# Invitations


@transaction.atomic
def invite(
    *, display_name: str, organisation: Organisation, role: str, by: User, at: datetime
) -> tuple[Invitation, str]:
    """A link for one person to make their own account, and its key, told once."""
    if organisation.kind not in ROLES[role].kinds:
        raise CannotGrant("这个角色不能设在这个单位", "This role cannot be held in this organisation")
    key = new_key()
    invitation = Invitation.objects.create(
        key_hash=hashed(key),
        display_name=display_name,
        organisation=organisation,
        role=role,
        created_by=by,
        created_at=at,
        expires_at=at + INVITED_FOR,
    )
    after = {"organisation": organisation.name, "role": role}
    audit.record("invitation.made", subject=invitation, by=by, at=at, after=after, scope=organisation.path)
    return invitation, key


def invitation_of(key: str, at: datetime) -> Invitation | None:
    """The open invitation of this link."""
    unused = Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=at)
    return unused.filter(key_hash=hashed(key)).select_related("organisation", "created_by").first()


def accept(*, key: str, password: str, at: datetime, **told: str) -> User:
    """Make one's account by an invitation, once: `told` are login, display_name and phone."""
    return _accepted(key, make_password(password), at, **told)  # hashed before the transaction begins


@transaction.atomic
def _accepted(key: str, encoded: str, at: datetime, **told: str) -> User:
    invitation = invitation_of(key, at)
    if invitation is None:
        raise CannotInvite("邀请链接已失效", "This invitation is no longer valid")
    person = add_person(**told, by=None, at=at)
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=at, used_by=person):
        raise CannotInvite("邀请链接已失效", "This invitation is no longer valid")
    grant(person=person, organisation=invitation.organisation, role=invitation.role, by=invitation.created_by, at=at)
    store_password(person, encoded, by=person, at=at)
    audit.record("invitation.used", subject=invitation, by=person, at=at)
    return person


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, at: datetime) -> None:
    """The link opens nothing any more."""
    if Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(revoked_at=at):
        audit.record("invitation.revoked", subject=invitation, by=by, at=at)
