"""`first_admin`: the first people of a new installation."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from yipanqi.web.accounts import actions
from yipanqi.web.accounts.actions import sessions
from yipanqi.web.accounts.models import Membership, Organisation
from yipanqi.web.accounts.roles import AUDIT_ADMIN, LEADING_GROUP, SYSTEM_ADMIN
from yipanqi.web.audit import checkpoints, signing


class Command(BaseCommand):
    help = "建立第一位系统管理员或审计管理员 · Make the first system or audit administrator"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="login name")
        parser.add_argument("name", help="name, e.g. 李明")
        parser.add_argument(
            "--organisation", default="区老旧小区改造领导小组", help="the root of the tree, if none yet"
        )
        parser.add_argument("--audit", action="store_true", help="the audit administrator instead")

    def handle(self, *args: Any, **options: Any) -> None:
        """The person; then the first checkpoint, of a log that has none yet."""
        self._add(options)
        try:
            if signing.begin_where_none(at=timezone.now()):
                key = checkpoints.public_text(checkpoints.public_here(settings.CHECKPOINT_KEY))
                self.stdout.write(f"检查点已启用，公钥（抄给外部保管人）checkpoints begun, public key: {key}")
        except checkpoints.CannotSign as refusal:  # the person is there all the same
            self.stderr.write("\n".join(refusal.args))

    @transaction.atomic
    def _add(self, options: dict[str, Any]) -> None:
        role, at = (AUDIT_ADMIN if options["audit"] else SYSTEM_ADMIN), timezone.now()
        if Membership.objects.active().filter(role=role, user__is_active=True).exists():
            raise CommandError("已有管理员，请由其邀请 · there is one already, who can invite others")
        root = Organisation.objects.filter(parent=None, kind=LEADING_GROUP).first() or actions.add_organisation(
            name=options["organisation"], kind=LEADING_GROUP, parent=None, by=None, at=at
        )
        try:
            person = actions.add_person(login=options["login"], display_name=options["name"], by=None, at=at)
            actions.grant(person=person, organisation=root, role=role, by=None, at=at)
        except (actions.CannotAdd, actions.CannotGrant) as refusal:
            raise CommandError(str(refusal)) from None
        code = sessions.issue_code(person=person, by=None, at=at)
        self.stdout.write(f"登录名 login: {person.login}")
        self.stdout.write(f"一次性码 one-time code: {code}")
        self.stdout.write("请在三天内于 /reset/ 设置密码 · set your password at /reset/ within three days")
