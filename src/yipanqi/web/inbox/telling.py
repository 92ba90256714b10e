"""What the inbox tells the first page: what is unread or overdue; for who keeps the system, what did not go out."""

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse

from yipanqi.web.page.say import say
from yipanqi.web.page.tables import link
from yipanqi.web.page.telling import Entry, Telling, Waiting
from yipanqi.web.page.today import today

from .models import FAILED, UNCLEAR, UNREAD, Message, Sending


class Inbox(Telling):
    """Messages that wait for this person, and the list of sendings."""

    rail = (
        Entry(
            url_name="inbox:sendings",
            zh="外发记录",
            en="Sendings",
            place=95,
            permission="inbox.view_sendings",
            under="/inbox/sendings/",
            is_inside=True,
            zh_note="每日提要的邮件和短信，发出与否",
            en_note="digests by mail and SMS, and how they went",
        ),
    )

    def waiting(self) -> Iterator[Waiting]:
        """Unread messages in one line, those overdue in another; digests of today that did not go out."""
        place, day = reverse("inbox:index"), today()
        late = Q(until__lt=day)
        mine = Message.objects.visible_to(self.user).open()
        found = mine.aggregate(
            unread=Count("pk", filter=UNREAD), first=Min("until", filter=UNREAD & ~late), late=Count("pk", filter=late)
        )
        if count := found["late"]:
            text = say(f"{count:,} 条消息所说的事已逾期", f"Overdue matters in messages: {count:,}")
            yield Waiting(text=text, url=link(place, show="late"))
        if count := found["unread"]:
            text = say(f"{count:,} 条未读消息", f"Unread messages: {count:,}")
            yield Waiting(text=text, url=link(place, show="unread"), until=found["first"])
        if self.user.has_perm("inbox.view_sendings"):
            yield from self._not_sent()

    def _not_sent(self) -> Iterator[Waiting]:
        day = today()
        if count := Sending.objects.filter(day=day, state__in=(FAILED, UNCLEAR)).count():
            text = say(f"今天有 {count:,} 份每日提要没有发出", f"Digests of today that did not go out: {count:,}")
            yield Waiting(text=text, url=link(reverse("inbox:sendings"), state=FAILED, day=day))
