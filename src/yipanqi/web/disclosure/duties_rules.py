"""Within how many days what is due must be published: by law where a district says nothing."""

from yipanqi.domain.delivery.described import Field, ValueKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.disclosure import duty

DAYS = "disclosure.duty_days"
_BY_DAYS = {it.code: it for it in duty.SHIPPED if it.each_year_by is None}
SHIPPED = (
    Setting(
        key=DAYS,
        value=[{"duty": it.code, "days": it.days} for it in _BY_DAYS.values()],
        source=duty.ART_26[0],
    ),
)
RULE_FIELDS = (
    Field(
        key=DAYS,
        names=("公开期限（自形成或变更之日起）", "Days within which it is published"),
        kind=ValueKind.TABLE,
        columns=(
            Field(
                key="duty",
                names=("公开事项", "Duty"),
                kind=ValueKind.CHOICE,
                options={code: (it.zh, it.en) for code, it in _BY_DAYS.items()},
            ),
            Field(key="days", names=("工作日", "Working days"), kind=ValueKind.COUNT),
        ),
        note=(
            "年度报告的日期由条例规定，不在这里改。事项按起算日的值判断，以后的改动不影响以前的。",
            "The days of annual reports are the law's. Each matter is judged by the value of its own day.",
        ),
    ),
)
