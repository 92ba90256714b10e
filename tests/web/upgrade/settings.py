"""The platform's settings for a restored one: production's, whose passwords are hashed as ever, but for what a test
cannot have: collected static files, and a worker that runs beside it."""

from yipanqi.web.settings import *  # noqa: F403
from yipanqi.web.settings import HOME, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
HEALTH_CHECKS: list[str] = []
(HOME / "static").mkdir(parents=True, exist_ok=True)
