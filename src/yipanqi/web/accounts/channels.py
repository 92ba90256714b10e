"""By which channels the platform may reach somebody outside of itself; each is off until its settings are given."""

from django.conf import settings

MAIL, SMS = "mail", "sms"
CHANNELS = {MAIL: ("邮件", "Mail"), SMS: ("短信", "SMS")}


def is_configured(channel: str) -> bool:
    """Is there a server of mail, or a gateway of SMS?"""
    return bool({MAIL: settings.MAIL_SERVER, SMS: settings.SMS_GATEWAY}[channel])


def channels_on() -> list[str]:
    """The channels that are on; in development all, for what has no server goes to the log."""
    return [channel for channel in CHANNELS if settings.DEBUG or is_configured(channel)]
