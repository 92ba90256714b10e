"""Model, verifier and collisions speak of rules by the names of the rule book."""

import inspect
import re
from types import ModuleType

import numpy as np
from builders import a_programme
from planner.small import ROOT
from planner.test_translate import a_paid_plan

from yipanqi.cli.sentences.solve import SOLVE
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.rolling import continued
from yipanqi.domain.rule_name import FORMER, RuleName
from yipanqi.domain.sentences.collisions import COLLISIONS
from yipanqi.planner import collision, model, read_problem, verify
from yipanqi.planner.collision import Rule
from yipanqi.planner.collision_sentences import rule_sentences
from yipanqi.planner.draft import nothing
from yipanqi.planner.layout import lay_out
from yipanqi.planner.translate import translate

OF_THE_RULE_BOOK = {  # what a problem does not know: whom nothing is offered, what came before, who is late-built
    RuleName.KNOWN_ESTATES,
    RuleName.FIXED_START,
    RuleName.UNDER_WAY_STAYS,
    RuleName.SPENT_STAYS,
    RuleName.WITHIN_EARMARK,  # there it is a fund of its own, and within_appropriation
    RuleName.WITHIN_LATE_SHARE,
}


def named_in(module: ModuleType) -> set[RuleName]:
    """The rules that a module's source names."""
    return {RuleName[name] for name in re.findall(r"\bRuleName\.([A-Z_]+)\b", inspect.getsource(module))}


def test_the_verifier_judges_every_rule_of_a_problem() -> None:
    """Every rule but those that only the rule book can see is judged; what else is found wrong bears no rule's name."""
    judged = named_in(inspect.getmodule(verify))

    assert judged == set(RuleName) - OF_THE_RULE_BOOK
    assert not {it.value for it in inspect.getmodule(verify).Misstatement} & set(RuleName)


def test_the_rows_of_the_model_stand_under_their_rules() -> None:
    """Each family of rows that has a price is found by its rule; the targets' alone are no rule."""
    layout = lay_out(read_problem(ROOT / "examples/tiny-problem"))

    rows = model.build(layout, np.arange(len(layout.place), dtype=np.int32), nothing(layout.problem)).rows

    assert rows.keys() - set(RuleName) == {model.SHORTFALLS}


def test_every_rule_that_may_collide_is_said() -> None:
    """Each of them has its sentence for a problem's folder and for a programme, and there are no others."""
    colliding = {name.value for name in named_in(collision)}

    for catalogue, kind in ((SOLVE, "collides_"), (COLLISIONS, "planning_rule_")):
        assert {code.removeprefix(kind) for code in catalogue if code.startswith(kind)} == colliding


def test_older_words_are_gone_from_the_planner() -> None:
    """No source of the planner, and no page of its method, says a rule in a word of the version before."""
    pages = [*(ROOT / "src/yipanqi/planner").glob("*.py"), *(ROOT / "docs").glob("method*.md")]
    former = re.compile(rf"\b({'|'.join(word for word in FORMER if '_' in word)})\b")

    assert {page.name: found for page in pages if (found := former.findall(page.read_text("utf-8")))} == {}


def test_a_collision_names_what_is_the_programmes_own() -> None:
    """The parts that a work under way has in the problem, and the money set aside for it, are said by the names that
    the programme has for them."""
    programme = a_programme(crews=())
    later = continued(programme, a_paid_plan(programme, offer(programme), {"E1": 3, "E2": 5}), 4)
    offered, translation = offer(later), translate(later, offer(later))
    part = next(it for it in translation.problem.measures.ids if it.startswith("water@E1"))
    spent = next(it for it in translation.problem.funds.ids if it.endswith("@spent"))

    short = translation.rule(Rule(RuleName.WITHIN_SHARE, estate="E1", measure=part))
    money = translation.rule(Rule(RuleName.WITHIN_APPROPRIATION, fund=spent))
    late = translation.rule(Rule(RuleName.START_IN_WINDOW, estate="E2"))

    assert (short.ids, money.ids) == ({"estate": "E1", "measure": "water"}, {"fund": spent.removesuffix("@spent")})
    for lang in ("zh", "en"):
        said = rule_sentences(later, offered, (short, money, late, Rule(RuleName.STAYS_CLOSE)), 2, lang)
        assert all(said)
        assert not any("@" in words or "None" in words for words in said)
