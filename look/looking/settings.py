"""The platform's settings for the look: production's, with the addresses of `looking.urls` beside its own, and the
business day of a story."""

from yipanqi.web.settings import *  # noqa: F403
from yipanqi.web.settings import MIDDLEWARE

ROOT_URLCONF = "looking.urls"
MIDDLEWARE = ["looking.day.by_the_day", *MIDDLEWARE]
