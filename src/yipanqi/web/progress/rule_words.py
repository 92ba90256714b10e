"""A rule of lights as delivery's page of rules says it."""

from typing import Any

from yipanqi.domain.progress.light_rule import NoRule, rule_of
from yipanqi.domain.progress.sources import source_told
from yipanqi.domain.progress.told import rule_told
from yipanqi.web.page.say import language, say


def rule_said(value: Any) -> str:
    """A stored rule by its name and thresholds."""
    try:
        rule = rule_of(value)
    except NoRule:
        return say("不成立的规则，按默认规则亮灯", "No rule that holds; the usual one counts")
    return f"{say(*rule.names)}{say('：', ': ')}{rule_told(rule, language())}"


def source_said(source: str) -> str:
    """Where a rule comes from, in the reader's language."""
    return source_told(source, language())
