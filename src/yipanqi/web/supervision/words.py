"""Words of this app in the log."""

from yipanqi.web.audit.words import name_actions, name_fields

from . import periods_words

name_actions("supervision", {**periods_words.ACTIONS})
name_fields("supervision", {**periods_words.FIELDS})
