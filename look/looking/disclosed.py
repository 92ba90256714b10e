"""Publications of the filled home: one published, one withdrawn, one signed off, one checked, one drafted; and the
public pages built of them."""

from datetime import datetime
from typing import Any

from looking.people import MARK


def disclosed(entry: Any, at: datetime) -> None:
    """What the record offers, brought as far as that by the office and its approver."""
    from looking.filling import _by
    from yipanqi.web.disclosure.actions import drafting
    from yipanqi.web.disclosure.offered import offers
    from yipanqi.web.disclosure.public.building import renew
    from yipanqi.web.page.today import today

    day, office, approver = today(), _by("office"), _by("approver")
    for far, offer in zip(("published", "withdrawn", "signed", "checked", "drafted"), offers(entry, day), strict=False):
        version = drafting.draft(entry=entry, offer=offer, by=office, at=at, day=day)
        _brought(version, far, office, approver, at, day)
    renew(day)


def _brought(version: Any, far: str, office: Any, approver: Any, at: datetime, day: Any) -> None:
    """As far as asked for; what is held up by a finding stays a draft."""
    from yipanqi.web.disclosure.actions import moving, reviewing
    from yipanqi.web.page.say import Cannot

    if far == "drafted":
        _pictured(version, office, at, day)
        return
    said = (f"审查人{MARK}", f"条例第十七条{MARK}", "open")
    reviewing.review(version=version, steps={1: said, 2: said, 3: said}, by=office, at=at, day=day)
    try:
        version = moving.check(version=version, by=office, at=at, day=day)
    except Cannot:
        return
    if far == "checked":
        return
    version = moving.sign(version=version, by=approver, at=at, day=day, is_signed=True)
    if far == "signed":
        return
    version = moving.publish(version=version, by=office, day=day)
    if far == "withdrawn":
        moving.withdraw(
            version=version, why="error", reason=f"数字有误{MARK}", by=approver, at=at, day=day, is_signed=True
        )


def _pictured(version: Any, office: Any, at: datetime, day: Any) -> None:
    """With a picture in its body."""
    import io

    from PIL import Image

    from yipanqi.web.disclosure.actions import attaching

    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((640, 400)).save(out, "JPEG")
    title = (f"施工现场{MARK}", f"On site{MARK}")
    attaching.attach(
        version=version, name="site.jpg", data=out.getvalue(), title=title, is_shown=True, by=office, at=at, day=day
    )
