"""The platform's settings for tests: production's, but for what takes time."""

from yipanqi.web.settings import *  # noqa: F403
from yipanqi.web.settings import DATABASES, HOME, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}  # in memory, writers do not wait
HEALTH_CHECKS: list[str] = []  # no worker runs beside the tests
(HOME / "static").mkdir(parents=True, exist_ok=True)
