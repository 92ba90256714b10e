"""What a district decides about bulletins, and what counts where it says nothing."""

from yipanqi.domain.delivery.described import Field, ValueKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.sources import OURS

ORGAN, ANSWER_DAYS = "supervision.bulletin_organ", "supervision.bulletin_answer_days"
RANK = "supervision.bulletin_rank"
_HUNAN = "湖南省2021年重点民生实事通报（按开工率列前三位、后三位）"

SHIPPED = (
    Setting(key=ORGAN, value=None, source=OURS[0]),
    Setting(key=ANSWER_DAYS, value=7, source=OURS[0]),
    Setting(key=RANK, value="started", source=_HUNAN),
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
    Field(
        key=RANK,
        names=("通报排名按", "Bulletins rank subdistricts by"),
        kind=ValueKind.CHOICE,
        options={"started": ("开工率", "estates started"), "done": ("投资完成率", "investment done")},
        note=("各街道开工率相同时，按投资完成率。", "Where all have started alike, by the investment done."),
    ),
)
