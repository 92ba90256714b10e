"""One name for one rule."""

import inspect
import re

import pytest

from yipanqi.cli.sentences.solve import SOLVE
from yipanqi.domain.planning import rules
from yipanqi.domain.rule_name import FORMER, RuleName
from yipanqi.domain.sentences.collisions import COLLISIONS
from yipanqi.domain.sentences.violations import VIOLATIONS

OF_A_PROBLEM = {RuleName.STAYS_CLOSE, RuleName.COMMITTED_IS_PAID}  # the verifier judges these: see tests/planner


def test_every_rule_of_a_programme_has_its_judge():
    """The rule book judges all rules but those of a problem, in their order but for judges of several; each judge
    bears the name of its first rule and finds no other than those it is listed with."""
    judges = {**rules.SHAPE_RULES, **rules.LIMIT_RULES}

    judged = [name for names in judges.values() for name in names]

    assert sorted(judged) == sorted(set(RuleName) - OF_A_PROBLEM)
    for judge, names in judges.items():
        found = {RuleName[name] for name in re.findall(r"RuleName\.(\w+)", inspect.getsource(judge))}
        assert judge.__name__ == names[0]
        assert found == set(names)


def test_every_rule_has_its_sentence():
    """A rule that is broken is said in both languages; a sentence about a collision names a rule that there is."""
    colliding = {
        code.removeprefix(kind)
        for catalogue, kind in ((SOLVE, "collides_"), (COLLISIONS, "planning_rule_"))
        for code in catalogue
        if code.startswith(kind)
    }

    assert VIOLATIONS.keys() == set(RuleName)
    assert all(zh and en for zh, en in VIOLATIONS.values())
    assert colliding
    assert colliding <= set(RuleName)


@pytest.mark.parametrize(("word", "name"), FORMER.items())
def test_older_words_are_still_read(word: str, name: RuleName):
    """What was kept under a word of the version before means its rule; the word is no name of today."""
    assert RuleName(word) is name
    assert word not in set(RuleName)


def test_what_never_was_a_rule_is_refused():
    """A word that no version used is no rule."""
    with pytest.raises(ValueError):
        RuleName("within_reason")
