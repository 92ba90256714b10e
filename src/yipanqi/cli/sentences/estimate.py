"""Sentences of `yipanqi estimate`: code → (Chinese, English), with fields to fill."""

ESTIMATE: dict[str, tuple[str, str]] = {
    "quick_column_missing": (
        "没有“{column[zh]}”列，按其余各列估算",
        "there is no column “{column[en]}”; the others are used",
    ),
    "quick_bad_cell": (
        "第 {row} 行“{column[zh]}”列的“{text}”不是大于零的数，未估算",
        "row {row}, column “{column[en]}”: “{text}” is not a number above zero; the row is not estimated",
    ),
    "quick_too_many_cells": (
        "第 {row} 行有 {cells} 格，表头只有 {columns} 列，未估算",
        "row {row} has {cells} cells under {columns} columns; the row is not estimated",
    ),
    "quick_nothing_known": (
        "第 {row} 行“{name}”楼栋数、户数、建筑面积均为空，未估算",
        "row {row}, “{name}”: buildings, households and floor area are all blank; the row is not estimated",
    ),
    "quick_area_unlikely": (
        "第 {row} 行“{name}”户均建筑面积 {area} ㎡，面积的单位像是不对（如万㎡），请在表头注明单位；未估算",
        "row {row}, “{name}”: {area} ㎡ for each household; the area seems to be in another unit (10⁴ ㎡?): say the "
        "unit in the heading; the row is not estimated",
    ),
    "quick_areas_unlikely": (
        "{count} 行（第 {rows} 行）的户均建筑面积不像是真的，如第 {row} 行“{name}” {area} ㎡，"
        "面积的单位像是不对（如万㎡），请在表头注明单位；这些行未估算",
        "{count} rows ({rows}) have an unlikely floor area for each household, as row {row}, “{name}”: {area} ㎡; the "
        "area seems to be in another unit (10⁴ ㎡?): say the unit in the heading; these rows are not estimated",
    ),
    "quick_other_sheets": (
        "只估算了工作表“{sheet}”；{others} 也像是小区清单，未估算",
        "only sheet {sheet} was estimated; {others} look like lists of estates too and were not",
    ),
    "quick_no_column": (
        "文件没有可据以估算的列，应有其一：{columns[zh]}",
        "the file has no column to estimate from; one of these is needed: {columns[en]}",
    ),
    "quick_column_twice": ("“{column[zh]}”列出现两次", "the column “{column[en]}” stands twice"),
    "quick_no_file": ("无法读取文件：{why}", "the file cannot be read: {why}"),
}
