"""The sheet of notes that every workbook opens with."""

from typing import Any

from yipanqi.workbook.columns import SHEETS
from yipanqi.workbook.layout import Pair
from yipanqi.workbook.style import Formats, page

_TITLE: Pair = ("一盘棋　老旧小区改造计划工作簿", "Yipanqi　Workbook of a renovation programme")
_RULES: tuple[Pair, ...] = (
    (
        "先填“计划”“行政区划”“小区”，再填“摸底调查”“资金来源”“出资比例”；其余各表按需填写。",
        "Fill in Programme, Regions and Estates first, then Survey, Funds and Share rules; the other sheets as needed.",
    ),
    (
        "表头红字为必填；灰色“示例”行只作说明，不会被读取，可以保留或删除。",
        "Headings in red must be filled in. The grey sample row explains and is not read; keep it or delete it.",
    ),
    (
        "引用其他表时，填名称或编号都可以；名称重复时请填编号。下拉框列出可选名称。",
        "To refer to a row of another sheet, give its name or its code; where names repeat, the code.",
    ),
    (
        "金额默认万元，单价默认元；也可以写“120万元”“350000元”，或把表头括号里的单位改为“元”。",
        "Money is in 10⁴ yuan (万元), unit rates in yuan; a cell may say 120万元 or 350000元, a heading may say 元.",
    ),
    (
        "比例可写 0.8、80 或 80%；同意率还可写 2/3。季度写 2027Q1 或 2027年第一季度。",
        "Ratios: 0.8, 80 or 80%; support also as 2/3. Quarters: 2027Q1.",
    ),
    (
        "没有数据的单元格留空，或填“/”“无”“—”。合计、小计行和“注：”行会自动跳过。",
        "Leave a cell empty, or write / or —, where there is nothing. Rows of sums and notes are skipped.",
    ),
    (
        "可以增加说明列、调整列的顺序，但请不要删除隐藏的第 4 行（机读编号）。",
        "Columns may be moved and others added; please keep the hidden row 4 (keys).",
    ),
    (
        "文字前的半角单引号（'）表示“照原样读取”，如名称本身就叫“无”时写 '无。",
        "An apostrophe before a text means: take it as it stands, for instance '无 where that is a name.",
    ),
)


def write_notes(book: Any, look: Formats, name: str, lang: str) -> None:
    """Write the rules, and a table of the sheets."""
    which = lang == "en"
    tab = book.add_worksheet(name)
    tab.set_column(0, 0, 3)
    tab.set_column(1, 1, 20)
    tab.set_column(2, 2, 100)
    tab.set_row(0, 36)
    tab.write_string(0, 1, _TITLE[which], look.title)
    for row, rule in enumerate(_RULES, start=2):
        tab.set_row(row, 22)
        tab.write_string(row, 1, f"{row - 1}", look.serial)
        tab.write_string(row, 2, rule[which], look.text)
    row = len(_RULES) + 3
    for at, title in ((1, ("工作表", "Sheet")), (2, ("内容", "Content"))):
        tab.write_string(row, at, title[which], look.head)
    for at, sheet in enumerate(SHEETS, start=row + 1):
        tab.write_string(at, 1, sheet.title[which], look.field_needed if sheet.needed else look.field)
        tab.write_string(at, 2, sheet.note[which], look.help)
    page(tab, rows=(0, 0), is_wide=False)
