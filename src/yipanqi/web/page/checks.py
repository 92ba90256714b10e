"""What `check --deploy` asks of our own settings, besides Django's questions."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

_LEAST, _LEAST_DIFFERENT = 50, 5  # as Django asks of its own key
_MAKE = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"


def deployed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Keys that can be guessed, one key for two purposes, any host."""
    return list(_faults())


def _faults() -> Iterator[CheckMessage]:
    key = settings.FIELD_KEY
    if key == settings.SECRET_KEY:
        yield Error(
            "YIPANQI_FIELD_KEY 没有设置，或与 YIPANQI_SECRET_KEY 相同 · is not set, or is YIPANQI_SECRET_KEY once more",
            hint=_MAKE,
            id="yipanqi.E001",
        )
    elif len(key) < _LEAST or len(set(key)) < _LEAST_DIFFERENT or key == settings.SAMPLE_KEY:
        yield Error(
            f"YIPANQI_FIELD_KEY 太短、太简单或是示例（至少 {_LEAST} 个字符）· is too short, too plain or the sample "
            f"(at least {_LEAST} characters)",
            hint=_MAKE,
            id="yipanqi.E002",
        )
    if any(host.strip().startswith("*") or not host.strip() for host in settings.ALLOWED_HOSTS):
        yield Error(
            "YIPANQI_HOSTS 有 * 或空项，任何主机名都会被接受 · has * or an empty part: any name of a host is taken",
            hint="YIPANQI_HOSTS=board.example.gov.cn",
            id="yipanqi.E003",
        )
