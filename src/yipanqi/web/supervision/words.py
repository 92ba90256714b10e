"""Words of this app in the log."""

from yipanqi.web.audit.words import name_actions

name_actions("supervision", {})
