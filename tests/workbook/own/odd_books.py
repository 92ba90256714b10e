"""Books of offices that do everything otherwise; all figures are invented."""

from pathlib import Path

from workbook.own.books import a_book


def two_rows_of_bands(path: Path) -> Path:
    """五改一升 over the works without merged cells, columns in any order, a row of units, numbers of columns, an
    instruction, quantities in the works' units, yuan."""
    return a_book(
        path,
        {
            "Sheet1": [
                ("附件2：江湾区2028年城镇老旧小区改造计划项目表",),
                ("填报单位：江湾区住建局", None, None, None, None, None, "填报日期：2027年9月30日"),
                ("备注", "小区（楼院）名称", "所在\n街道", "基础设施改造", None, None, "道路通行改造", None, "建筑修缮改造", None, "建筑\n面积", "总户数", "竣工\n时间", "概算总投资"),
                (None, None, None, "给水", "雨污 分流", "飞线", "停车位", "路灯", "屋顶", "加梯", None, None, None, None),
                (None, None, None, "（户）", "（米）", "（处）", "（个）", "（盏）", "（㎡）", "（部）", "（㎡）", "（户）", None, "（元）"),
                (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14),
                ("选填", "填写全称", "填写规范名称", "整数", "整数", "整数", "整数", "整数", "数字", "整数", "数字", "整数", "如1990", "数字"),
                ("产权复杂", "一棉宿舍", "城东街道", 210, 800, None, 40, 12, 3600.5, 2, "１４，２００", 210, "八十年代", 5_260_000),
                (None, "二棉宿舍", "城东街道", None, None, "√", None, None, None, 1, 9_800, "约150户", "1995-98年", 2_100_000),
                (None, "光明院", "城西街道", 88, "需要", None, 15, None, None, None, 6_100, 88, 33970, 1_500_000),
                ("合计", None, None, 298, None, None, 55, 12, 3600.5, 3, 30_100, 448, None, 8_860_000),
            ]
        },
    )  # fmt: skip


def side_by_side(path: Path) -> Path:
    """Two lists beside one another, and a summary that repeats the estates and alone tells their money."""
    head = ("序号", "小区名称", "户数", "面积（万㎡）", "改造内容")
    return a_book(
        path,
        {
            "全区汇总": [
                ("河东区老旧小区改造汇总（2027—2028年）",),
                ("小区名称", "户数", "面积（万㎡）", "计划年度", "中央补助（万元）"),
                ("甲村", 100, 0.8, "2027年上半年", 120),
                ("乙村", 60, 0.5, "2028", 60),
                ("丙村", 90, 0.7, "2027年10月", 80),
                ("合计", 250, 2, None, 260),
            ],
            "街道": [
                ("老旧小区改造需求表",),
                ("青山街道", None, None, None, None, None, "绿水街道"),
                (*head, None, *head),
                (1, "甲村", 100, 0.8, "①供水②排水③路灯（10盏）", None, 1, "丙村", 90, 0.7, "楼道粉刷及外墙整治"),
                (
                    2,
                    "乙村",
                    60,
                    0.5,
                    "1.屋面防水 2.新增车位20个；3、绿化补植约300㎡等",
                    None,
                    None,
                    None,
                    None,
                    None,
                    None,
                ),
            ],
        },
    )


def unmerged_buildings(path: Path) -> Path:
    """A row for each building, the names written once only, one estate's households in one merged cell, money beside."""
    return a_book(
        path,
        {
            "明细": [
                ("桥北区既有住宅改造楼栋明细",),
                ("镇街", "社区", "小区名称", "楼栋", "户", "建筑面积", "层数", "竣工年份", "加装电梯", "外墙", "拟改造时间", "省财政", "区财政"),
                ("桥北镇", "一社区", "石化新村", 1, 24, 1800, "6-7层", 1992, 2, "√", "2027年二季度", "120万元", 80),
                (None, None, None, 2, 36, 2700, 6, 1994, 1, None, None, None, None),
                (None, "二社区", "气象局宿舍", "甲楼", 40, 2500, 5, 1988, None, "○", "2028年", 55.5, 44.5),
                (None, None, None, "乙楼", None, 2300, 5, 1988, None, "×", None, None, None),
                ("桥南镇", None, "石化新村", "1号", 18, 1500, 5, 2001, "0", "有", 2028, None, 30),
                ("小计", None, None, 5, 118, 10800, None, None, None, None, None, 175.5, 154.5),
            ]
        },
        {"明细": ["E5:E6"]},
    )  # fmt: skip


def works_apart(path: Path) -> Path:
    """Estates on one sheet by groups with sums, works on another, money in 亿元 as year × source on a third."""
    return a_book(
        path,
        {
            "小区清单": [
                ("名称", "建筑面积(平方米)", "户数", "栋数", "年代"),
                ("一、南街街道（2个小区）", 9000, 130, 5, None),
                ("幸福里", 5000, 70, 3, "1990年代"),
                ("团结院", 4000, 60, 2, "上世纪70年代"),
                ("二、北街街道（2个小区）", 7000, 100, 4, None),
                ("幸福里", 3000, 40, 2, 1985),
                ("和平楼", 4000, 60, 2, 1999),
                ("总计（4个）", 16000, 230, 9, None),
            ],
            "改造项目": [
                ("街道", "小区名称", "改造项目", "工程量", "单位", "投资（万元）"),
                ("南街街道", "幸福里", "雨污分流", 5000, "㎡", 18.2),
                (None, None, "道路黑化", 900, "㎡", 27),
                (None, "团结院", "加装电梯", 2, "部", 100),
                ("北街街道", "幸福里", "路灯", 8, "盏", 3.2),
                (None, "和平搂", "监控", None, None, "5000元"),
            ],
            "资金计划": [
                ("2027—2029年资金计划", None, None, "单位：亿元"),
                ("年度", "中央补助", "专项债", "区级配套"),
                ("2027年", 0.01, 0.02, 0.005),
                ("2028年", "100万元", None, 0.01),
                (2029, None, 0.005, None),
                ("合计", 0.02, 0.025, 0.015),
            ],
            "Sheet4": [],
        },
    )


def quarters_and_groups(path: Path) -> Path:
    """Years as groups, quarters as ticked columns, money by source beside, local words, own fields."""
    return a_book(
        path,
        {
            "计划": [
                ("滨江街道老旧小区改造安排",),
                ("编号", "项目名称", "责任领导", "户数", "建面", "改造需求", "计划开工", None, None, None, "资金来源（万元）", None, None, "占地面积"),
                (None, None, None, None, None, None, "一季度", "二季度", "三季度", "四季度", "省补", "区级", "合计", None),
                ("2027年",),
                ("A-1", "滨江一村", "张三", 300, 24000, "上水/下水/三线下地/神仙工程", None, "●", None, None, 200, 300, 500, 9000),
                ("A-2", "滨江二村", "李四", 120, 9000, "无", "○", "○", "●", None, 50, 60, 110, 4000),
                ("2028年",),
                ("B-1", "滨江三村", "王五", 80, 6200, "道路、绿化、健身器材", "●", None, None, None, None, 70, 70, 2500),
                ("注：", "户数以摸底为准"),
                ("联系人：赵六",),
            ]
        },
        {"计划": ["G2:J2", "K2:M2"]},
    )  # fmt: skip


def in_a_csv(path: Path) -> Path:
    """A list exported as text, with a heading that nobody knows, and only floor areas."""
    path = path.with_suffix(".csv")
    lines = (
        "街道,小区,建筑面积,是否供水改造,是否粉刷楼道,魔法",
        "柳岸街道,甲院,4200,是,否,1",
        "柳岸街道,乙院,1.2万㎡,否,是,0",
    )
    path.write_text("\n".join(lines), "gb18030")
    return path


def ones_and_noughts(path: Path) -> Path:
    """A row for each building, cells merged down, 1 and 0 under short words of works, one of which is also a unit."""
    rows = [
        ("西江区既有小区改造楼栋明细（2027-2029）",),
        (
            "街道",
            "社区",
            "小区",
            "楼栋号",
            "建成年份",
            "层数",
            "单元",
            "户",
            "建筑面积(㎡)",
            "需要改造的内容（需=1）",
            None,
            None,
            None,
            "计划年度",
            "资金来源（万元）",
            None,
        ),
        (
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            "上水",
            "楼道",
            "屋顶",
            "道路硬化",
            None,
            "上级补助",
            "居民及单位",
        ),
        ("东湾街道", "二社区", "桂香里", "1号楼", 1989, 5, 2, 20, 1480, 0, 1, 0, 1, 2027, 53.5, 7.6),
        (None, None, None, "2号楼", None, 7, 2, 28, 2156, 0, 0, 0, 1, None, None, None),
        (None, "一社区", "机修里", "1号楼", 1995, 6, 4, 48, 2880, 1, 1, 1, 0, 2029, 40, 2.8),
        ("小计",),
    ]
    areas = ["J2:M2", "O2:P2", "A4:A6", "B4:B5", "C4:C5", "E4:E5", "N4:N5", "O4:O5", "P4:P5"]
    areas += [f"{letter}2:{letter}3" for letter in "ABCDEFGHIN"]
    return a_book(path, {"楼栋台账": rows}, {"楼栋台账": areas})
