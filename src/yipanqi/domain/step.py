"""What every estate passes through besides its works, and how long each step usually and at the least takes."""

from dataclasses import dataclass
from enum import StrEnum

from yipanqi.domain.stage import Stage


class Step(StrEnum):
    """In their order; those before ACCEPTANCE come before the works, the others after them."""

    SCHEME = "scheme"  # 方案
    NOTICE = "notice"  # 公示
    APPROVAL = "approval"  # 立项与概算审批
    REVIEW = "review"  # 施工图审查
    TENDER = "tender"  # 招标
    ACCEPTANCE = "acceptance"  # 联合验收
    HANDOVER = "handover"  # 移交

    @property
    def stage(self) -> Stage:
        """Where in the chain of an estate it belongs; a work, which is 施工, belongs to the tasks."""
        return _STAGES[self]


_STAGES = {
    Step.SCHEME: Stage.TASK,
    Step.NOTICE: Stage.TASK,
    Step.APPROVAL: Stage.TASK,
    Step.REVIEW: Stage.TASK,
    Step.TENDER: Stage.CONTRACT,
    Step.ACCEPTANCE: Stage.ACCEPTANCE,
    Step.HANDOVER: Stage.ACCEPTANCE,
}
BEFORE = (Step.SCHEME, Step.NOTICE, Step.APPROVAL, Step.REVIEW, Step.TENDER)
AFTER = (Step.ACCEPTANCE, Step.HANDOVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """Calendar days that a step usually takes, the least that law or policy allows, and where that stands."""

    step: Step
    usual: int
    least: int
    source: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.usual:
            raise ValueError(f"{self.step}: the least days are above zero and not above the usual ones")


_OURS = "本软件的默认值，可改"
STEP_RULES = (
    StepRule(step=Step.SCHEME, usual=45, least=15, source=_OURS),
    StepRule(step=Step.APPROVAL, usual=20, least=5, source=f"《政府投资条例》第九至十二条未定时限；{_OURS}"),
    StepRule(step=Step.REVIEW, usual=14, least=5, source="施工图审查时限10个工作日（住房城乡建设部令第13号第十三条）"),
    StepRule(
        step=Step.TENDER,
        usual=30,
        least=23,
        source="《招标投标法》第二十四条不少于20日；《招标投标法实施条例》第五十四条公示不少于3日",
    ),
    StepRule(step=Step.ACCEPTANCE, usual=15, least=5, source=_OURS),
    StepRule(step=Step.HANDOVER, usual=15, least=3, source=_OURS),
)  # what counts where a programme says nothing; 公示 is the policy's own figure
