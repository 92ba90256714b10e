"""Organisations, people, and who is what where."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac

from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.sealed import unseal

from .channels import CHANNELS
from .roles import APART, KINDS, ROLES, SEES_ALL

LOGIN_NAME = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._@-]{1,59}\Z",
    say_later("用字母、数字和 . _ @ -，至少两位", "Use letters, digits and . _ @ -; at least two"),
)


@dataclass(frozen=True)
class Scope:
    """What part of the district somebody sees: all of it, or some branches of the organisation tree."""

    is_whole: bool
    paths: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()  # the subdistricts and communities of these branches, by the domain's ids

    @property
    def upwards(self) -> set[str]:
        """The paths of these branches and of all above them."""
        return {way for path in self.paths for way in ways_up(path)}

    def covers(self, prefix: str) -> Q:
        """The condition that an organisation lies in it; `prefix` leads to the organisation, e.g. `organisation__`."""
        if self.is_whole:
            return Q()
        if not self.paths:
            return Q(pk__in=[])
        return _any(Q(**{f"{prefix}path__startswith": path}) for path in self.paths)


def ways_up(path: str) -> set[str]:
    """The path of an organisation and of all above it: `/1/`, `/1/7/` and `/1/7/9/` of `/1/7/9/`."""
    return {path[: at + 1] for at, letter in enumerate(path) if letter == "/" and at}


def _any(conditions: Iterable[Q]) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= condition
    return whole


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """The branches of the tree somebody belongs to; all of it for who sees the whole district."""
        return self.filter(user.scope().covers("")) if user.is_authenticated else self.none()

    def in_tree(self) -> "OrganisationQuerySet":
        """Each after the one it belongs to."""
        return self.order_by("path")


class Organisation(models.Model):
    """A body that takes part, and the body it belongs to."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)  # the ids from the root: `/00001/00007/`
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    code = models.CharField(max_length=60, blank=True)  # as workbooks call it
    region_id = models.CharField(max_length=60, blank=True)  # its subdistrict or community in the programmes
    is_active = models.BooleanField(default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="organisation_kind_known"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="organisation_code_once"),
            models.UniqueConstraint(fields=["parent", "name"], name="organisation_name_once"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(parent__isnull=True), name="organisation_root_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation", args=[self.pk])

    @property
    def kind_said(self) -> str:
        """The kind in the reader's language."""
        return say(*KINDS[self.kind])

    @property
    def depth(self) -> int:
        """How far from the root; the root is 0."""
        return self.path.count("/") - 2


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "UserQuerySet":
        """Oneself; with the right to see people also those of the organisations one sees."""
        if not user.is_authenticated:
            return self.none()
        if not user.has_perm("people.view"):
            return self.filter(pk=user.pk)
        scope = user.scope()
        if scope.is_whole:
            return self
        held = Membership.objects.active().filter(scope.covers("organisation__"))
        return self.filter(Q(pk=user.pk) | Q(pk__in=held.values("user_id")))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(login__iexact=username)


class User(AbstractBaseUser):
    """A person with a login. What they may do comes only from their memberships."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # shown in addresses: cannot be counted up
    login = models.CharField(max_length=60, unique=True, validators=[LOGIN_NAME])
    display_name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=200, blank=True)  # to sort and search by
    phone_sealed = models.CharField(max_length=200, blank=True)
    email_sealed = models.CharField(max_length=300, blank=True)
    digest_by = models.CharField(max_length=10, blank=True)  # the channel of the daily digest; empty: none is sent
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    is_senior = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    session_version = models.PositiveIntegerField(default=1)  # raised: every session of this person ends
    password_changed_at = models.DateTimeField(null=True)  # none: must be changed at the next login
    created_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = UserManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ("display_name",)

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("login"), name="user_login_once"),
            models.CheckConstraint(condition=Q(digest_by__in=["", *CHANNELS]), name="user_digest_by_known"),
        )
        indexes = (
            models.Index(fields=["pinyin"], name="user_pinyin"),
            models.Index(fields=["digest_by"], condition=~Q(digest_by=""), name="user_digest_by"),
        )

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.uid])

    def get_full_name(self) -> str:
        return self.display_name

    @property
    def phone(self) -> str:
        """The phone in full; shown only where somebody asked for it and the asking is recorded."""
        return unseal(self.phone_sealed, self.phone_place) if self.phone_sealed else ""

    @property
    def phone_place(self) -> str:
        """Where the phone is sealed: it opens in no other row."""
        return f"user.phone:{self.uid}"

    @property
    def phone_masked(self) -> str:
        """`138****5678`."""
        phone = self.phone
        return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)

    @property
    def email(self) -> str:
        """The e-mail address that this person gave for the daily digest."""
        return unseal(self.email_sealed, self.email_place) if self.email_sealed else ""

    @property
    def email_place(self) -> str:
        """Where the e-mail address is sealed."""
        return f"user.email:{self.uid}"

    @cached_property
    def memberships_held(self) -> list["Membership"]:
        """What this person is, where, today; read once for each request."""
        return list(self.memberships.active().select_related("organisation").order_by("pk"))

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What this person may do."""
        if not self.is_active:
            return frozenset()
        return frozenset().union(*(ROLES[held.role].permissions for held in self.memberships_held))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """May this person do this?"""
        return perm in self.permissions

    def has_perms(self, perms: Iterable[str], obj: Any = None) -> bool:
        """May this person do all of these?"""
        return all(perm in self.permissions for perm in perms)

    @property
    def keeps_system(self) -> bool:
        """Does this person keep the server and who may log in?"""
        return self.has_perms(("people.manage", "jobs.stop_all"))

    @cached_property
    def organisations_below(self) -> tuple[tuple[int, str], ...]:
        """Those that this person belongs to and those below them, each with its region; read once for each request."""
        paths = sorted({held.organisation.path for held in self.memberships_held})
        if not paths:
            return ()
        rows = Organisation.objects.filter(_any(Q(path__startswith=path) for path in paths))
        return tuple(rows.order_by("pk").values_list("pk", "region_id"))

    def scope(self) -> Scope:
        """What part of the district this person sees."""
        held = [membership.organisation for membership in self.memberships_held]
        if any(organisation.kind in SEES_ALL for organisation in held):
            return Scope(is_whole=True)
        paths = tuple(sorted({organisation.path for organisation in held}))
        return Scope(False, paths, tuple(sorted({region for _, region in self.organisations_below if region})))

    def roles_told(self) -> str:
        """The roles held, for the log."""
        return " ".join(sorted({held.role for held in self.memberships_held}))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must hold to stay open: of the password and the number of times sessions were ended."""
        held = f"{self.password}|{self.session_version}"
        return salted_hmac("accounts.User.session", held, secret=secret, algorithm="sha256").hexdigest()


class MembershipQuerySet(models.QuerySet):
    def active(self) -> "MembershipQuerySet":
        """Not ended."""
        return self.filter(ended_at=None)


class Membership(models.Model):
    """A person holds a role in an organisation, from one moment until another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="membership_role_known"),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], condition=Q(ended_at=None), name="membership_once"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None, role__in=APART), name="membership_admins_apart"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.role_said} · {self.organisation}"

    @property
    def role_said(self) -> str:
        """The role in the reader's language."""
        return say(ROLES[self.role].zh, ROLES[self.role].en)


def new_key() -> str:
    """A key for a link that nobody can guess."""
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """A link by which one person makes their own account, once, in time."""

    key_hash = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=30)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_by = models.OneToOneField(User, models.PROTECT, null=True, related_name="invitation")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.display_name} → {self.organisation}"


class OneTimeCode(models.Model):
    """A code handed over in person, by which somebody sets a new password without e-mail."""

    user = models.ForeignKey(User, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"


class Session(AbstractBaseSession):
    """A browser that is logged in, and by whom."""

    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type:
        from .session_store import SessionStore  # it loads this model

        return SessionStore

    @property
    def name(self) -> str:
        """What a page may call it: nobody comes in by it."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:24]


class Tries(models.Model):
    """How often something was tried within some minutes by somebody who is not logged in."""

    key = models.CharField(max_length=64)  # of what and by whom; no address can be read from it
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "since"], name="tries_once"),)
        indexes = (models.Index(fields=["since"], name="tries_since"),)

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M} {self.count}"


class PeopleImport(models.Model):
    """A workbook of people: read, shown, and then taken in, or not; taken back, or not."""

    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows_sealed = models.TextField()  # what was read, until it is taken in
    findings = models.JSONField(default=list)
    row_count = models.PositiveIntegerField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    people = models.ManyToManyField(User, related_name="imports")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:import", args=[self.pk])

    @property
    def place(self) -> str:
        """Where the rows are sealed."""
        return f"import.rows:{self.digest}"
