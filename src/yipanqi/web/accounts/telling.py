"""What accounts tell those who keep people: where they are, who has not come yet."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Entry, Figure, Telling

from .models import Invitation, User


class People(Telling):
    """People, organisations and roles."""

    rail = (
        Entry(
            url_name="accounts:people",
            zh="人员",
            en="People",
            place=100,
            permission="people.view",
            under="/people/",
            zh_note="谁能登录，担任什么角色",
            en_note="who may log in, and as what",
        ),
        Entry(
            url_name="accounts:organisations",
            zh="单位",
            en="Organisations",
            place=110,
            permission="organisations.view",
            under="/organisations/",
            zh_note="参与单位和上下级",
            en_note="bodies that take part, and their places",
        ),
        Entry(
            url_name="accounts:roles",
            zh="角色",
            en="Roles",
            place=120,
            permission="people.view",
            under="/roles/",
            zh_note="各角色能做什么",
            en_note="what each role may do",
        ),
    )

    def figures(self) -> Iterator[Figure]:
        """Accounts that nobody has used yet, and invitations that are open."""
        if not self.user.has_perm("people.manage"):
            return
        unused = User.objects.visible_to(self.user).filter(is_active=True, password_changed_at=None).count()
        words = say("人尚未启用账号", "people have not used their account")
        yield Figure(key="unused", figure=f"{unused:,}", name=words, url=reverse("accounts:people"))
        still_open = Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now()).count()
        words = say("个邀请等待接受", "invitations wait")
        yield Figure(key="invitations", figure=f"{still_open:,}", name=words, url=reverse("accounts:invite"))
