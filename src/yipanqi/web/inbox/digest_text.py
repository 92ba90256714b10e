"""The text of a digest: the person's own name, figures and a link; nothing of what the messages say."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from yipanqi.web.accounts.models import User
from yipanqi.web.page.say import say

SOON = 3  # working days within which a matter is due soon


@dataclass(frozen=True)
class Text:
    """The same as the title and lines of a mail, and as one SMS."""

    title: str
    long: str
    short: str


def digest_text(person: User, late: int, due: int, new: int) -> Text:
    """In the person's language: what is overdue, due soon and new, the late first, and where to read it."""
    with translation.override(person.language):
        parts = _parts(late, due, new)
        link = f"{settings.ADDRESS}{reverse('inbox:index')}"
        title = say("一盘棋：每日提要", "Yipanqi: daily digest")
        greeting = say(f"{person.display_name}，您好：", f"{person.display_name},")
        there = say(f"请登录查看：{link}", f"Log in to read them: {link}")
        why = say("不想再收，请在“我的设置”中更改。", "To receive no more, change it in My settings.")
        short = say(
            f"{person.display_name}，一盘棋：{'，'.join(parts)}。", f"{person.display_name}, {', '.join(parts)}. "
        )
        return Text(title, "\n".join([greeting, "", *parts, "", there, why, ""]), f"{short}{there}")


def _parts(late: int, due: int, new: int) -> list[str]:
    told = [
        (late, say(f"逾期 {late:,} 件", f"overdue: {late:,}")),
        (due, say(f"{SOON} 个工作日内到期 {due:,} 件", f"due within {SOON} working days: {due:,}")),
        (new, say(f"新消息 {new:,} 条", f"new messages: {new:,}")),
    ]
    return [text for count, text in told if count]
