"""The chain of an estate: ten stages from the wish to the warranty, in order, and the app that keeps each."""

from enum import StrEnum


class App(StrEnum):
    """The apps of the platform that stand for stages, from the lowest up; each may build on those before it. Pages
    that span stages, supervision and disclosure stand for none."""

    PROGRAMMES = "programmes"
    PLANS = "plans"
    DELIVERY = "delivery"
    RESIDENTS = "residents"
    LEDGER = "ledger"
    AFTERCARE = "aftercare"

    @property
    def stages(self) -> "tuple[Stage, ...]":
        """What it stands for, in order."""
        return tuple(stage for stage in Stage if stage.app is self)


class Stage(StrEnum):
    """Where an estate is, in the order in which it gets there."""

    WISH = "wish"
    VOTE = "vote"
    WORKS = "works"
    MONEY = "money"
    TASK = "task"
    CONTRACT = "contract"
    PAYMENT = "payment"
    PHOTOS = "photos"
    ACCEPTANCE = "acceptance"  # delivery's gate: the ledger pays by it and the warranty runs from it
    WARRANTY = "warranty"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _NAMES[self]

    @property
    def app(self) -> App:
        """The app that keeps what this stage is about."""
        return _APPS[self]

    @property
    def number(self) -> int:
        """Its place in the order, from 1."""
        return list(Stage).index(self) + 1

    def is_before(self, other: "Stage") -> bool:
        """Does an estate pass through this one first?"""
        return self.number < other.number


_NAMES = {
    Stage.WISH: ("意愿", "Wish"),
    Stage.VOTE: ("表决", "Vote"),
    Stage.WORKS: ("改造项", "Works"),
    Stage.MONEY: ("资金", "Money"),
    Stage.TASK: ("任务", "Tasks"),
    Stage.CONTRACT: ("合同", "Contract"),
    Stage.PAYMENT: ("支付", "Payment"),
    Stage.PHOTOS: ("影像", "Photos"),
    Stage.ACCEPTANCE: ("验收", "Acceptance"),
    Stage.WARRANTY: ("保修", "Warranty"),
}
_APPS = {
    Stage.WISH: App.RESIDENTS,
    Stage.VOTE: App.RESIDENTS,
    Stage.WORKS: App.PROGRAMMES,
    Stage.MONEY: App.PLANS,
    Stage.TASK: App.DELIVERY,
    Stage.CONTRACT: App.DELIVERY,
    Stage.PAYMENT: App.LEDGER,
    Stage.PHOTOS: App.PROGRAMMES,
    Stage.ACCEPTANCE: App.DELIVERY,
    Stage.WARRANTY: App.AFTERCARE,
}
