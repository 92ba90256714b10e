"""The column guide, docs/guide/columns.md: made from the same description as the template and the reader.

python -m yipanqi.workbook.guide > docs/guide/columns.md
"""

import sys
from decimal import Decimal
from fractions import Fraction

from yipanqi.workbook.columns import SHEETS
from yipanqi.workbook.layout import Column, Sheet

_INTRODUCTION = """# 工作簿填写说明　Columns of the workbook

本页由程序生成（`python -m yipanqi.workbook.guide`），与模板、读取程序同出一源，请勿手工修改。
This page is generated from the description that also makes the template and drives the reader.

- 模板：`yipanqi template`；检查：`yipanqi check 文件`。 Template: `yipanqi template`; check: `yipanqi check FILE`.
- 可读 XLSX、XLS、ET（WPS）、XLSB、CSV。CSV 可为一个文件夹，每张表一个文件，以表名（如 `小区.csv`）命名；
  单独一个 CSV 只作检查。编码 UTF-8 或 GB18030。 XLSX, XLS, ET, XLSB and CSV are read.
  A folder holds one CSV file for each sheet, named as the sheet
  (`estates.csv` or `小区.csv`); a single CSV file can be checked, but is no programme. UTF-8 or GB18030.
- 表名、列名认中文、英文、下表的“键”和别名；列的顺序不限，可有多行表头和合并单元格。
  Sheets and columns are known by their Chinese or English titles, by their key, or by other names below; columns may
  stand in any order, headings may have several rows and merged cells.
- 留空、`/`、`无`、`—` 都算没有填；合计、小计行和“注：”行跳过；“序号”列写 `示例` 的行不读。
  Empty, `/`, `无` and `—` mean nothing is given; rows of sums and notes are skipped, and so are rows whose first
  column says `示例` or `Sample`.
- 金额可写 `120万元`、`350000元`，或在表头括号里写单位；比例可写 `0.8`、`80`、`80%`；日期可写 `2027-03-01`、
  `2027.3.1`、`2027年3月1日`；季度写 `2027Q1` 或 `2027年第一季度`。
  Money may name its unit in the cell or in the heading; ratios `0.8`, `80` or `80%`; quarters `2027Q1`.
- 一次最多读取 50 MB、每表 10 万行；带宏、加密、损坏的文件不读，并说明原因。
  At most 50 MB and 100,000 rows a sheet; files with macros, with a password or damaged are refused with the reason.
"""


def guide() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *(_sheet(sheet) for sheet in SHEETS)])


def _sheet(sheet: Sheet) -> str:
    needed = "必有 needed" if sheet.needed else "可不要 optional"
    lines = [f"## {sheet.title[0]}　{sheet.title[1]}", "", f"`{sheet.key}` · {needed}", ""]
    lines += [f"{sheet.note[0]}。", f"{sheet.note[1][:1].upper()}{sheet.note[1][1:]}.", ""]
    lines += ["| 列 Column | 键 Key | 填什么 Kind | 必填 Needed | 说明 Explanation |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(_column(column) for column in sheet.columns), ""])


def _column(column: Column) -> str:
    each = {"year": "（每年一列）one for each year", "quarter": "（每季度一列）one for each quarter"}
    title = f"{column.heading('zh')}<br>{column.heading('en')}" + (f"<br>{each[column.each]}" if column.each else "")
    kind = f"{column.kind.value[0]}<br>{column.kind.value[1]}"
    cells = (title, f"`{column.key}`", kind, "是 yes" if column.needed else _default(column), _explanation(column))
    return "| " + " | ".join(cells) + " |"


def _default(column: Column) -> str:
    if isinstance(column.default, bool) or not isinstance(column.default, (int, Decimal, Fraction)):
        return ""
    return f"不填为 empty: {'计划期第一季度 the first quarter' if column.key == 'plan_from' else column.default}"


def _explanation(column: Column) -> str:
    parts = [f"{column.help[0]}。{column.help[1]}." if any(column.help) else ""]
    if column.words:
        parts.append("；".join(f"{zh} {en}" for zh, en in column.words.values()))
    if column.of:
        titles = {sheet.key: sheet.title[0] for sheet in SHEETS} | {"classes": "类别", "steps": "环节"}
        parts.append("见表 see " + "、".join(titles[name] for name in column.of))
    if column.special:
        parts.append("或 or " + "、".join(f"{zh} {en}" for zh, en in column.special.values()))
    if column.also:
        parts.append("别名 also " + "、".join(column.also))
    return "<br>".join(part for part in parts if part)


if __name__ == "__main__":
    sys.stdout.write(guide())
