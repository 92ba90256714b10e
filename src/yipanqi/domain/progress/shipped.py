"""What a district decides about progress, as it is in force where it says nothing; how each value is called."""

from collections.abc import Mapping

from yipanqi.domain.delivery.described import Field, Names, ValueKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.progress import photo
from yipanqi.domain.progress.presets import DEFAULT

CONFIRM_DAYS, BULLETIN_DAYS, GREY_DAYS = "progress.confirm_days", "progress.bulletin_days", "progress.grey_days"
OVER_QUANTITY, SKEW_MINUTES = "progress.over_quantity", "progress.skew_minutes"
FORECAST_FROM, FORECAST_POWER, LIGHT = "progress.forecast_from", "progress.forecast_power", "progress.light"

_COUNT = ValueKind.COUNT
_WORKING_DAYS, _PERCENT = ("个工作日", "working days"), ("%", "%")
_COUNTS = (
    (
        3,
        Field(
            key=CONFIRM_DAYS,
            names=("上报的确认期限：次月第几个工作日", "Reports are confirmed by working day … of the next month"),
            kind=_COUNT,
        ),
    ),
    (
        5,
        Field(
            key=BULLETIN_DAYS, names=("通报日：次月几日", "The bulletin is out on day … of the next month"), kind=_COUNT
        ),
    ),
    (
        5,
        Field(
            key=GREY_DAYS,
            names=("未上报超过多久按黄灯计", "Without a report it counts as yellow after"),
            kind=_COUNT,
            unit=_WORKING_DAYS,
            note=(
                "月末应报；从次日起按施工工作日计，上报被退回的从退回次日起计。",
                "Due on the last day of the month; days of work count from the next day, or from the day after a "
                "report was returned.",
            ),
        ),
    ),
    (
        20,
        Field(
            key=OVER_QUANTITY,
            names=("完成量超过计划量多少须再问一次", "A quantity above the plan is asked about from"),
            kind=_COUNT,
            unit=_PERCENT,
        ),
    ),
    (
        10,
        Field(
            key=SKEW_MINUTES,
            names=("手机时间相差多少须显示", "A phone's clock is shown where it differs by more than"),
            kind=_COUNT,
            unit=("分钟", "minutes"),
        ),
    ),
    (
        10,
        Field(
            key=FORECAST_FROM,
            names=("完成多少起预测完工日期", "The finish is foretold once this much is done"),
            kind=_COUNT,
            unit=_PERCENT,
        ),
    ),
    (
        2,
        Field(
            key=FORECAST_POWER,
            names=("预测权重的指数", "Exponent of the forecast's weight"),
            kind=_COUNT,
            note=(
                "权重＝（已挣工期÷计划工期）的这个次方：越大，越晚才看实际速度。",
                "Weight = (earned ÷ planned duration) to this power: the larger, the later the pace so far counts.",
            ),
        ),
    ),
)
_LIGHT = Field(key=LIGHT, names=("红黄绿灯规则", "Rule of lights"), kind=ValueKind.OTHER)
_BITS: Names = ("位（共64位）", "of 64 bits")
_PHOTOS: dict[str, tuple[Names, Names]] = {
    "progress.photo_metres": (
        ("照片离小区多远须标注", "A photo is marked where it was taken further away than"),
        ("米", "metres"),
    ),
    "progress.photo_same_bits": (
        ("相差不超过多少位视为同一张照片", "Photos are the same up to a difference of"),
        _BITS,
    ),
    "progress.photo_look_bits": (
        ("相差不超过多少位提示查看", "Photos are to be looked at up to a difference of"),
        _BITS,
    ),
    "progress.photo_pair_metres": (
        ("前后对比照片相距不超过", "Photos make a pair of before and after within"),
        ("米", "metres"),
    ),
}
SHIPPED: tuple[Setting, ...] = (
    *photo.SHIPPED,
    *(Setting(key=field.key, value=value, source=OURS[0]) for value, field in _COUNTS),
    Setting(key=LIGHT, value=DEFAULT.stored, source=DEFAULT.source),
)
_NAMED = (Field(key=key, names=names, kind=_COUNT, unit=unit) for key, (names, unit) in _PHOTOS.items())
FIELDS: Mapping[str, Field] = {it.key: it for it in (*(field for _, field in _COUNTS), *_NAMED, _LIGHT)}
