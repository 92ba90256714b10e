"""Books as offices keep them, each of another shape; all figures are invented."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]


def a_book(path: Path, sheets: Mapping[str, Rows], merged: Mapping[str, Sequence[str]] | None = None) -> Path:
    """A workbook of these rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merged or {}).get(name, ()):
            sheet.merge_cells(area)
    book.save(path)
    return path


def in_words(path: Path) -> Path:
    """A sheet for each subdistrict, works in one cell with any separators, a sum row, a note, a sheet of sums."""
    head = ("序号", "小区\n名称", "建成\n年代", "总户数（户）", "建筑面积（万㎡）", "改造内容", "估算投资（万元）")
    return a_book(
        path,
        {
            "柳林": [
                ("柳林街道2028年老旧小区改造申报表",),
                ("填报单位：柳林街道办事处", None, None, None, None, None, "单位：户、万元"),
                head,
                (1, "纸厂宿舍", "约1988年", 120, 0.96, "雨污分流、飞线整治；屋面补漏+路灯（6盏）", 210.5),
                (2, "柳林新村", "1995-1998", "２４０", "1.8万㎡", "自来水改造 加装电梯2部 监控", 530),
                head,
                (3, "工人二村", 1983, 96, 0.7, "管道燃气等", 88),
                ("合计", None, None, 456, 3.46, None, 828.5),
                ("注：户数以房产登记为准。",),
            ],
            "河口": [
                ("河口街道2028年老旧小区改造申报表",),
                head,
                (1, "河口大院", 1991, 60, 0.5, "外立面、绿化补植、神秘工程", 100),
            ],
            "汇总": [
                ("街道", "小区数", "户数", "投资（万元）"),
                ("柳林街道", 3, 456, 828.5),
                ("河口街道", 1, 60, 100),
            ],
        },
    )


def in_ticks(path: Path) -> Path:
    """One sheet with rows of subdistricts between, two rows of headings, marks per work, a sheet of money."""
    return a_book(
        path,
        {
            "台账": [
                ("江湾区老旧小区改造台账",),
                ("序号", "小区名称", "户数", "建筑面积", "改造内容", None, None, None, "实施年度"),
                (None, None, None, None, "供水", "道路", "加装电梯", "充电桩", None),
                ("一、东桥街道",),
                (1, "东桥一里", 200, 15000, "√", "×", 3, None, "2027年"),
                (2, "东桥二里", 150, 12000, "○", "√", 0, "√", 2028),
                ("小计", None, 350, 27000, None, None, None, None, None),
                ("二、西桥街道",),
                (3, "西桥里", 80, 6400, None, "√", "否", "需要", "2027年三季度"),
            ],
            "资金": [
                ("单位：万元",),
                ("资金来源", "2027年", "2028年", "合计"),
                ("中央补助", 300, 200, 500),
                ("区财政", 400, "0.02亿元", 600),
                ("居民出资", 50, 50, 100),
                ("合计", 750, 450, 1200),
            ],
        },
        {"台账": ["E2:H2", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "I2:I3"]},
    )


def by_building(path: Path) -> Path:
    """A row for each building, the estate's cells merged down, money in yuan beside the estate."""
    return a_book(
        path,
        {
            "楼栋": [
                tuple(
                    [
                        "所属街道",
                        "小区名称",
                        "楼号",
                        "户数",
                        "建筑面积(㎡)",
                        "楼道",
                        "屋面",
                        "计划年度",
                        "省级补助（元）",
                        "区级配套（元）",
                    ]
                ),
                ("北门街道", "铁路新村", "1#", 30, 2400, 1, 0, 2027, 1500000, 800000),
                (None, None, "2#", 40, 3100, 1, 1, None, None, None),
                ("北门街道", "邮电里", "1#", 24, 1800, 0, 1, 2028, 600000, 300000),
            ]
        },
        {"楼栋": ["A2:A3", "B2:B3", "H2:H3", "I2:I3", "J2:J3"]},
    )
