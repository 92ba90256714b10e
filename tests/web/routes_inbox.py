"""Who gets what from the inbox. That one's messages are one's own is in `inbox/test_pages`."""

from typing import Any

from web.district import AT, District
from web.routes import STAFF, SYSTEM, Row

from yipanqi.web.inbox import actions
from yipanqi.web.inbox.kinds import name_kinds
from yipanqi.web.inbox.models import Message


def _of_community(district: District) -> list[Any]:
    name_kinds({"test.route": ("测试", "Test")})
    said = {"what": ("请看", "Look"), "why": ("与您有关", "It is yours"), "url": "/me/"}
    actions.send(to=[district.people["community"]], kind="test.route", key="route", at=AT, **said)
    return [Message.objects.get(key="route").pk]


COMMUNITY = ("community",)
ROWS = (
    Row(name="accounts:digest", who=STAFF, get=200, post=200),
    Row(name="inbox:index", who=STAFF, get=200),
    Row(name="inbox:read_all", who=STAFF, post=302),
    Row(name="inbox:open", who=COMMUNITY, post=302, others=404, args=_of_community),
    Row(name="inbox:read", who=COMMUNITY, post=302, others=404, args=_of_community),
    Row(name="inbox:done", who=COMMUNITY, post=302, others=404, args=_of_community),
    Row(name="inbox:sendings", who=SYSTEM, get=200),
)
