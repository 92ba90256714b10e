"""One list of stages: their order, their apps, and where steps and works belong."""

import tomllib
from pathlib import Path

from builders import a_programme

from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.task import tasks
from yipanqi.domain.stage import App, Stage
from yipanqi.domain.step import Step


def test_ten_stages_from_the_wish_to_the_warranty():
    """They stand in order, each with a name in both languages."""
    assert len(Stage) == 10
    assert Stage.WISH.is_before(Stage.VOTE) and Stage.ACCEPTANCE.is_before(Stage.WARRANTY)
    assert not Stage.PAYMENT.is_before(Stage.PAYMENT)
    assert all(zh and en for zh, en in (stage.names for stage in Stage))


def test_every_stage_has_an_app_and_every_app_a_stage():
    """Nobody keeps nothing, and acceptance is delivery's gate, not aftercare's."""
    assert {stage for app in App for stage in app.stages} == set(Stage)
    assert all(app.stages for app in App)
    assert Stage.ACCEPTANCE.app is App.DELIVERY
    assert App.AFTERCARE.stages == (Stage.WARRANTY,)


def test_apps_stand_in_the_order_of_the_platforms_apps():
    """What is built today stands in the contract in the order in which apps stand here."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if "yipanqi.web" in c.get("containers", ()) and c["type"] == "layers")
    names = [name.strip(" ()") for layer in reversed(layers) for name in layer.split("|")]

    found = [name for name in names if name in set(App)]

    assert found == [app for app in App if app in found]
    assert {App.PROGRAMMES, App.PLANS} <= set(found)


def test_steps_and_works_belong_to_stages():
    """The tender to the contract, what comes before it and the works themselves to the tasks, in the chain's order."""
    assert Step.TENDER.stage is Stage.CONTRACT
    assert Step.HANDOVER.stage is Step.ACCEPTANCE.stage is Stage.ACCEPTANCE
    assert all(step.stage.app is App.DELIVERY for step in Step)
    order = [list(Stage).index(step.stage) for step in Step]
    assert order == sorted(order)

    plan = Plan(starts={"E1": 0}, choices={("E1", "water"): Standard.STANDARD})
    found = tasks(a_programme(), offer(a_programme()), plan)

    assert {task.stage for task in found if task.measure} == {Stage.TASK}
    assert {task.stage for task in found if task.step} == {step.stage for step in Step}
