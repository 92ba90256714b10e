"""环节: what every estate passes through while the plan is carried out, in its order."""

from enum import StrEnum

from yipanqi.domain.planning.task import task_number
from yipanqi.domain.step import Step


class DeliveryStage(StrEnum):
    """In their order. Those that the planner dates are its steps; two are added here."""

    SCHEME = "scheme"
    NOTICE = "notice"
    APPROVAL = "approval"
    REVIEW = "review"
    TENDER = "tender"
    COORDINATION = "coordination"
    CONSTRUCTION = "construction"
    ACCEPTANCE = "acceptance"
    HANDOVER = "handover"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _NAMES[self]

    @property
    def step(self) -> Step | None:
        """The planner's step that it is."""
        return Step(self.value) if self.value in set(Step) else None


_NAMES = {
    DeliveryStage.SCHEME: ("方案", "Scheme"),
    DeliveryStage.NOTICE: ("公示", "Public notice"),
    DeliveryStage.APPROVAL: ("立项与概算审批", "Approval of project and estimate"),
    DeliveryStage.REVIEW: ("施工图审查", "Review of drawings"),
    DeliveryStage.TENDER: ("招标", "Tender"),
    DeliveryStage.COORDINATION: ("统筹施工方案", "Coordinated works plan"),
    DeliveryStage.CONSTRUCTION: ("施工", "Construction"),
    DeliveryStage.ACCEPTANCE: ("联合验收", "Joint acceptance"),
    DeliveryStage.HANDOVER: ("移交", "Handover"),
}


def stage_number(estate: str, stage: DeliveryStage | None) -> str:
    """任务编号 of an estate's stage, or of the estate: `JH-012-tender`, `JH-012-estate`; of a step the
    planner's."""
    if stage is None:
        return f"{estate}-estate"
    return task_number(estate, stage.step) if stage.step else f"{estate}-{stage.value}"
