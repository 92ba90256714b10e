"""The platform's settings for the look: production's, with the addresses of `looking.urls` beside its own."""

from yipanqi.web.settings import *  # noqa: F403

ROOT_URLCONF = "looking.urls"
