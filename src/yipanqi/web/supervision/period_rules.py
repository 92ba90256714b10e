"""What a district decides about bulletins, and what counts where it says nothing."""

from yipanqi.domain.delivery.described import Field, ValueKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.sources import OURS

ORGAN, ANSWER_DAYS = "supervision.bulletin_organ", "supervision.bulletin_answer_days"

SHIPPED = (
    Setting(key=ORGAN, value=None, source=OURS[0]),
    Setting(key=ANSWER_DAYS, value=7, source=OURS[0]),
)
FIELDS = (
    Field(
        key=ORGAN,
        names=("通报的发文机关代字", "Series under which bulletins are numbered"),
        kind=ValueKind.TEXT,
        may_be_none=True,
        note=("不填：按计划的发文字号加“通报”。", "Empty: that of the programme's own number, with 通报."),
    ),
    Field(
        key=ANSWER_DAYS,
        names=("通报要求报送整改情况的期限", "A bulletin asks for answers within"),
        kind=ValueKind.COUNT,
        unit=("天", "days"),
    ),
)
