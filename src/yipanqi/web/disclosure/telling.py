"""What disclosure tells the pages that span stages."""

from yipanqi.web.page.telling import Entry, Telling


class Disclosure(Telling):
    """Publications, and what is due."""

    rail = (
        Entry(
            url_name="disclosure:index",
            zh="信息公开",
            en="Disclosure",
            place=33,
            permission="disclosure.view",
            under="/disclosure/",
        ),
    )
    style = "disclosure.css"
