"""The ways out of the platform: a server of mail, a gateway of SMS; in development what has none goes to the log.

A try ends in one of three ways: it went out, it certainly did not (`NotSent`: it may be tried again), or nobody knows
(`Unclear`: it is not tried again, for at most one may go out).
"""

import json
import logging
import smtplib
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from yipanqi.web.accounts.channels import MAIL, SMS, is_configured

from .digest_text import Text

log = logging.getLogger(__name__)


class NotSent(Exception):
    """It certainly did not go out; the argument says why, in a code without anybody's data."""


class Unclear(Exception):
    """The connection broke after the text was handed over; the argument is a code likewise."""


def send(channel: str, address: str, text: Text, key: str) -> None:
    """Hand the text over; `key` tells whoever takes it that two are the same. Raises NotSent, Unclear."""
    if is_configured(channel):
        {MAIL: _mail, SMS: _sms}[channel](address, text, key)
    elif settings.DEBUG:
        log.info("%s %s: %s", channel, key, text.short if channel == SMS else text.long)
    else:
        raise NotSent("off")


def _mail(address: str, text: Text, key: str) -> None:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as fault:
        raise NotSent(_code(fault)) from None
    marks = {"Auto-Submitted": "auto-generated", "Message-ID": f"<{key}@{settings.MAIL_FROM.rpartition('@')[2]}>"}
    try:
        EmailMessage(text.title, text.long, to=[address], headers=marks, connection=connection).send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as fault:
        raise NotSent(_code(fault)) from None
    except (OSError, smtplib.SMTPException) as fault:
        raise Unclear(_code(fault)) from None
    finally:
        connection.close()


class _NoRedirect(HTTPRedirectHandler):
    """The token goes to the address of the settings and to no other."""

    def redirect_request(self, *args: Any) -> None:
        return None


def _sms(phone: str, text: Text, key: str) -> None:
    body = json.dumps({"phone": phone, "text": text.short}, ensure_ascii=False).encode()
    marks = {
        "Content-Type": "application/json; charset=utf-8",
        "Authorization": f"Bearer {settings.SMS_TOKEN}",
        "Idempotency-Key": key,
    }
    asked = Request(settings.SMS_GATEWAY, body, marks, method="POST")
    try:
        with build_opener(_NoRedirect).open(asked, timeout=settings.OUTSIDE_SECONDS):
            return
    except HTTPError as fault:
        fault.close()
        raise NotSent(f"HTTP {fault.code}") from None
    except URLError as fault:  # before the whole question was sent
        raise NotSent(_code(fault.reason)) from None
    except (OSError, HTTPException) as fault:
        raise Unclear(_code(fault)) from None


def _code(fault: Any) -> str:
    """The kind of a fault and its number: what a server writes may quote an address."""
    number = getattr(fault, "smtp_code", "") or getattr(fault, "errno", "") or ""
    return f"{type(fault).__name__} {number}".strip()[:100]
