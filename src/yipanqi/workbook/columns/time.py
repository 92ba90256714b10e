"""Sheets of time: how long the steps before and after the works take, and which days are worked."""

from yipanqi.workbook.columns import words
from yipanqi.workbook.layout import Column, Kind, Sheet

STEP_DAYS = Sheet(
    key="step_days",
    title=("环节天数", "Days of steps"),
    note=(
        "各环节通常和至少要用的自然日；开工不早于成文日期之后各环节的最少天数；公示天数在“计划概况”中填写",
        "calendar days that each step usually and at the least takes; no works begin before the least days from the "
        "document's date are over; the notice's days stand on the programme's sheet",
    ),
    unique=("step",),
    also=("步骤天数", "前期手续"),
    room=10,
    columns=(
        Column(
            key="step",
            kind=Kind.CHOICE,
            title=("环节", "Step"),
            needed=True,
            words=words.STEPS,
            also=("步骤",),
            example="招标",
            width=20,
        ),
        Column(
            key="usual", kind=Kind.COUNT, title=("通常天数", "Usual days"), unit=("天", "days"), needed=True, low=1,
            example="30",
        ),
        Column(
            key="least", kind=Kind.COUNT, title=("最少天数", "Least days"), unit=("天", "days"), needed=True, low=1,
            help=("法律或政策允许的最少天数", "the least that law or policy allows"), example="23",
        ),
        Column(key="source", kind=Kind.TEXT, title=("依据", "Source"), default="", also=("来源",), width=60),
    ),
)  # fmt: skip

HOLIDAYS = Sheet(
    key="holidays",
    title=("节假日安排", "Holidays"),
    note=(
        "国务院办公厅的放假通知，2004—2026年已内置；一人填写、另一人复核后生效，没有通知的年份按周末和法定节假日推算（暂定）",
        "the State Council's notices; those of 2004–2026 are built in. One person enters one, another confirms it; "
        "a year without one is reckoned by weekends and statutory days (provisional)",
    ),
    unique=("year",),
    also=("放假安排", "节假日"),
    room=10,
    columns=(
        Column(key="year", kind=Kind.YEAR, title=("年份", "Year"), needed=True, low=2000, high=2100, example="2027"),
        Column(key="number", kind=Kind.TEXT, title=("文号", "Number"), default="", width=26),
        Column(key="issued_on", kind=Kind.DATE, title=("发文日期", "Issued on")),
        Column(
            key="days_off",
            kind=Kind.TEXT,
            title=("放假日期", "Days off"),
            needed=True,
            help=("月-日，连续的用“/”，如 02-05/02-11 10-01/10-07", "month-day; runs as 02-05/02-11 10-01/10-07"),
            example="01-01/01-03 02-05/02-11",
            width=60,
        ),
        Column(
            key="worked",
            kind=Kind.TEXT,
            title=("调休上班日期", "Make-up workdays"),
            default="",
            example="02-14",
            width=40,
        ),
        Column(key="entered_by", kind=Kind.TEXT, title=("填写人", "Entered by"), default="", example="张三"),
        Column(
            key="confirmed_by",
            kind=Kind.TEXT,
            title=("复核人", "Confirmed by"),
            default="",
            help=("与填写人不同；不填不生效", "another person; nothing counts before"),
        ),
    ),
)
