"""What supervision tells the pages that span stages."""

from yipanqi.web.page.telling import Telling


class Supervision(Telling):
    """Orders, meetings, assessment and closed periods."""

    style = "supervision.css"
