"""Sentences of `yipanqi estimate`: code → (Chinese, English), with fields to fill."""

ESTIMATE: dict[str, tuple[str, str]] = {
    "quick_column_missing": (
        "没有“{column}”列，按其余各列估算",
        "there is no column “{column}”; the others are used",
    ),
    "quick_bad_cell": (
        "第 {row} 行“{column}”列的“{text}”不是大于零的数，未估算",
        "row {row}, column “{column}”: “{text}” is not a number above zero; the row is not estimated",
    ),
    "quick_too_many_cells": (
        "第 {row} 行有 {cells} 格，表头只有 {columns} 列，未估算",
        "row {row} has {cells} cells under {columns} columns; the row is not estimated",
    ),
    "quick_nothing_known": (
        "第 {row} 行“{name}”楼栋数、户数、建筑面积均为空，未估算",
        "row {row}, “{name}”: buildings, households and floor area are all blank; the row is not estimated",
    ),
    "quick_no_csv": ("文件不是可读的 CSV 表（{why}）", "the file is no readable CSV table ({why})"),
    "quick_no_text": ("文件既不是 UTF-8 也不是 GB18030 文本", "the file is text neither in UTF-8 nor in GB18030"),
    "quick_no_column": (
        "文件没有可据以估算的列，应有其一：{columns}",
        "the file has no column to estimate from; one of these is needed: {columns}",
    ),
    "quick_column_twice": ("“{column}”列出现两次", "the column “{column}” stands twice"),
    "quick_too_large": ("文件超过 {limit} MB", "the file is larger than {limit} MB"),
    "quick_no_file": ("无法读取文件：{why}", "the file cannot be read: {why}"),
}
