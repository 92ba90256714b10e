"""The platform's database settings with only the apps that jobs need: a worker often killed starts often."""

from yipanqi.web.settings import *  # noqa: F403  (the very settings that are drilled)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "yipanqi.web.audit",
    "yipanqi.web.jobs",
    "drilled",
]
AUTH_USER_MODEL = "auth.User"
AT_START: list[str] = []
CHORES: list[str] = []
MIDDLEWARE: list[str] = []
LOGGING = {"version": 1, "disable_existing_loggers": False}
