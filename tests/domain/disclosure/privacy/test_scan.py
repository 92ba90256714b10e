"""The scan finds what of persons stands in a text, at its place, with its level, in disguise too, and leaves the
numbers of papers alone."""

from collections.abc import Callable

import pytest

from yipanqi.domain.disclosure.privacy import KINDS, Level, Mark, MarkKind, Roll, marks

K = MarkKind
ID, MOBILE, CARD = "42010319800101123X", "13812345678", "6222021001116245702"
OLD_ID = "420103800101123"
KEY = b"0123456789abcdef"


def checked(body: str) -> str:
    """Seventeen digits with their check."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


PERSON = checked("42010319800101123")
WITH_X = next(number for serial in range(100, 999) if (number := checked(f"42010319800101{serial}")).endswith("X"))


def told(text: str, roll: Roll | None = None) -> list[tuple[MarkKind, Level, str]]:
    """Kind, level and the text of each finding that is not only told."""
    return [
        (mark.kind, mark.level, text[mark.start : mark.end])
        for mark in marks(text, roll)
        if mark.level is not Level.ALLOW
    ]


@pytest.mark.parametrize("value", [PERSON, WITH_X, WITH_X.lower(), WITH_X.replace("X", "Ｘ"), WITH_X.replace("X", "×")])
@pytest.mark.parametrize("around", ["身份证{}。", "号码:{},", "王芳{}", "a\n{}\nb", "（{}）"])
def test_an_identity_number_blocks_wherever_it_stands(value: str, around: str) -> None:
    """Its check is worked out; Chinese beside it hides nothing."""
    text = around.format(value)

    assert (K.ID, Level.BLOCK, value) in told(text)


@pytest.mark.parametrize(
    "disguise",
    [
        lambda value: "".join(chr(ord(sign) + 0xFEE0) for sign in value),
        lambda value: value.translate(str.maketrans("0123456789", "〇一二三四五六七八九")),
        lambda value: value.translate(str.maketrans("0123456789", "零幺贰叁四伍六柒八玖")),
        lambda value: f"{value[:3]} {value[3:7]} {value[7:]}",
        lambda value: f"{value[:3]}-{value[3:7]}-{value[7:]}",
        lambda value: f"{value[:3]}·{value[3:7]}·{value[7:]}",
        lambda value: f"{value[:5]}\r\n{value[5:]}",
        lambda value: f"{value[:3]}\t{value[3:7]}\t{value[7:]}",
        lambda value: "\u200b".join(value),
        lambda value: " ".join(value),
        lambda value: "\u3000".join((value[:3], value[3:7], value[7:])),
    ],
)
@pytest.mark.parametrize(("kind", "value"), [(K.MOBILE, MOBILE), (K.ID, PERSON), (K.CARD, CARD)])
def test_a_disguised_number_is_found_whole(kind: MarkKind, value: str, disguise: Callable[[str], str]) -> None:
    """Full-width, numerals, separators, line ends, cells, unseen signs; the place is that of the given text."""
    hidden = disguise(value)
    text = f"住户填写：{hidden}，请核对"

    (mark,) = [mark for mark in marks(text) if mark.kind is kind]

    assert text[mark.start : mark.end] == hidden


@pytest.mark.parametrize("prefix", ["+86", "+86 ", "0086", "0086-", "86-", "（+86）"])
def test_a_mobile_with_the_prefix_of_the_country_is_found(prefix: str) -> None:
    """With it in all its forms."""
    assert told(f"联系{prefix}{MOBILE}")[0][:2] == (K.MOBILE, Level.BLOCK)


@pytest.mark.parametrize(
    "text",
    [
        "江改办〔2028〕4号",
        "索引号：000014349/2028-00110、A0300-010000-2028-000072、01527918X-2028-153077",
        "任务编号JH-131-2028-0012，工单编号：13812345678",
        "投资12345678901元，造价￥13812345678.00元，面积138123.45平方米",
        "项目代码：2028-420103-47-03-138123",
        "SHA-256：9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c13812345678f00a08",
        "550e8400-e29b-1381-2345-678955440000",
        "2028-04-20至2028-05-30，2028.04.20 13:45",
        "192.168.100.213",
        "电梯停靠1、3、5、7、9、11、13层",
        "小区\t楼栋\t户数\t面积\n万松小区\t138\t1234\t56789\n华苑\t15\t430\t54006.07",
        "共15栋430户，12号楼和3栋2单元施工",
        "一是高度重视安全，二是周密安排，三是明确任务，业主方便，居民满意",
        "统一社会信用代码91420103MA4KXXXX0X",
        "请拨打12345或400-820-8820",
        "信箱xxgk@jianghan.gov.cn，微信公众号：江汉发布",
    ],
)
def test_numbers_of_papers_are_left_alone(text: str) -> None:
    """Document and index numbers, task numbers, money, areas, dates, hashes, hosts, figures, public mail."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("家里座机027-85481234", K.LANDLINE, "027-85481234"),
        ("电话：85481234", K.LANDLINE, "85481234"),
        ("发到zhang_san@163.com", K.MAIL, "zhang_san@163.com"),
        ("发到ｚｈａｎｇ＠１６３．ｃｏｍ", K.MAIL, "ｚｈａｎｇ＠１６３．ｃｏｍ"),
        ("zhang(at)163.com", K.MAIL, "zhang(at)163.com"),
        ("车牌鄂A·12345", K.PLATE, "鄂A·12345"),
        ("鄂AD12345停在", K.PLATE, "鄂AD12345"),
        ("护照号：E12345678", K.PERMIT, "E12345678"),
        ("港澳通行证C12345678", K.PERMIT, "C12345678"),
        ("微信号：wxid_abc12345", K.WECHAT, "wxid_abc12345"),
        ("扣扣 12345678", K.QQ, "12345678"),
        ("坐标114.271234,30.591234", K.COORDINATES, "114.271234,30.591234"),
        ("旧证" + OLD_ID, K.ID, OLD_ID),
        ("账号：17012301040012345", K.CARD, "17012301040012345"),
        ("电话138****1234", K.MASK, "138****1234"),
        ("证件420103********1234", K.MASK, "420103********1234"),
    ],
)
def test_other_codes_are_found(text: str, kind: MarkKind, found: str) -> None:
    """Landlines, mail, plates, permits, chat ids, coordinates, old numbers, accounts, and masks that show too much."""
    assert [(mark[0], mark[2]) for mark in told(text)] == [(kind, found)]


def test_a_mask_that_leaves_four_digits_is_enough() -> None:
    """Four digits tell nobody."""
    assert told("尾号****1234，已遮掩138****") == []


@pytest.mark.parametrize(
    "room",
    [
        "3栋2单元501室",
        "12号楼1单元302",
        "三栋二单元五零一室",
        "3-2-501",
        "3栋501",
        "3#2单元501",
        "3栋\t2单元\t501",
        "3栋2单元5楼东户",
        "A座1203",
        "３栋２单元５０１室",
    ],
)
def test_a_room_asks_and_blocks_beside_a_name(room: str) -> None:
    """In every way in which it is written."""
    alone, named = f"{room}漏水", f"业主王芳，{room}，漏水"

    assert told(alone) == [(K.ROOM, Level.ASK, room)]
    assert told(named) == [(K.NAME, Level.BLOCK, "王芳"), (K.ROOM, Level.BLOCK, room)]


@pytest.mark.parametrize("office", ["区住建局302室", "区政府2号楼501会议室", "3栋2单元", "12号楼"])
def test_rooms_of_offices_and_whole_buildings_are_only_told(office: str) -> None:
    """What is published of works every day is no finding that stops it."""
    assert told(f"请到{office}办理") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"联系人：欧阳修，{MOBILE}", "欧阳修"),
        (f"王芳 {MOBILE}", "王芳"),
        (f"{MOBILE}（李建国）", "李建国"),
        ("我是3栋501的李建国", "李建国"),
        ("王芳家住3栋501", "王芳"),
        ("户主\t房号\n王　芳\t3-2-501", "王　芳"),
        (f"王\u200b芳\t{PERSON}", "王\u200b芳"),
        (f"麻烦转赵思远，他手机{MOBILE}", "赵思远"),
    ],
)
def test_a_name_beside_a_number_or_a_room_blocks(text: str, name: str) -> None:
    """By a label, a form of speech, a column, or by its neighbour alone."""
    assert (K.NAME, Level.BLOCK, name) in told(text)


def test_who_holds_a_post_is_only_told() -> None:
    """区长李强 in an official text is no finding that stops it."""
    found = marks("2028年4月20日，区长李强主持召开会议，总监理工程师张伟汇报。")

    assert [(mark.kind, mark.level) for mark in found] == [(K.NAME, Level.ALLOW)] * 2


def test_a_covered_name_is_told_and_asks_beside_a_room() -> None:
    """王某 alone tells nobody; with a room it does."""
    assert told("居民王某反映路灯不亮") == []
    assert (K.MASK, Level.ASK, "王某") in told("王某，3栋2单元501室")


def test_the_roll_of_the_estate_finds_plain_names() -> None:
    """Only with it; a person in the own room blocks, another's namesake asks."""
    roll = Roll.made(KEY, [("万里红", "3栋2单元501室")])
    text = "楼道里万里红种了花"

    assert told(text) == []
    assert told(text, roll) == [(K.NAME, Level.ASK, "万里红")]
    assert told("楼道里万里红种了花，三栋-2-501", roll)[0] == (K.NAME, Level.BLOCK, "万里红")
    assert "万里红" not in repr(roll)


def test_a_roll_needs_a_key_and_knows_a_room_in_any_writing() -> None:
    """Equal rooms are equal by their numbers."""
    roll = Roll.made(KEY, [("王芳", "十二栋二单元五零一"), ("李", "")])

    assert roll.lives("王 芳", "12-2-501")
    assert not roll.lives("王芳", "12-2-502")
    assert not roll.knows("李")
    with pytest.raises(ValueError, match="16"):
        Roll.made(b"short", [])


def test_masked_text_shows_no_more_than_four_digits() -> None:
    """What a page shows of a finding gives it away no more, and a fingerprint is blind to the writing."""
    text = f"王芳，3栋2单元501室，{MOBILE}，{PERSON}，{CARD}，zhang@163.com，鄂A12345"

    for mark in marks(text):
        shown = mark.masked.replace("163", "")
        assert sum(sign.isdigit() for sign in shown) <= 4, mark
        assert mark.kind in KINDS
    first, second = f"打{MOBILE}吧", "打138 1234 5678吧"
    assert _only(first).fingerprint(first, KEY) == _only(second).fingerprint(second, KEY)
    assert _only(first).fingerprint(first, KEY) != _only(first).fingerprint(first, KEY[::-1])


def _only(text: str) -> Mark:
    (mark,) = marks(text)
    return mark


@pytest.mark.parametrize("text", ["", "\u200b", "\t\n", "王", "1", "++86", "*" * 50, "1 " * 200, "\u200b" * 30 + "a"])
def test_odd_texts_break_nothing(text: str) -> None:
    """Empty, unseen, or all separators."""
    assert all(mark.start < mark.end <= len(text) for mark in marks(text))


def test_two_round_sums_of_a_table_are_no_place() -> None:
    """Money with four decimals beside money; a place still is one."""
    assert marks("City\t33.0000\t32.0000\t100.0000") == []
    assert [it.kind for it in marks("江汉区\t30.5928\t114.2734")] == [MarkKind.COORDINATES]


@pytest.mark.parametrize(
    "text, kind",
    [
        ("卡号955\n8801589667739834，请核对", "card"),
        ("姓名\t4367421740199283\n王一\t43674217\t40199283\n", "card"),
        ("2栋5单元601\t008618081012615\t同意", "mobile"),
        ("业主代表\n178\t2694\t2498万书琪", "mobile"),
        ("１８７ ４１２９ ７００７万大勇", "mobile"),
        ("1-3-102万铁军", "room"),
    ],
)
def test_numbers_at_odd_breaks_and_before_the_surname_wan_are_found(text, kind):
    """A card that breaks after its third digit or in its middle; a mobile after a room's number; 万 as a surname."""
    assert kind in {it.kind.value for it in marks(text)}


@pytest.mark.parametrize("text", ["总投资13812345678万元", "共102万元", "建筑面积3-1-102万平方米"])
def test_wan_before_a_unit_stays_a_sum(text):
    """Sums and areas are nobody's."""
    assert not {it.kind.value for it in marks(text)} & {"mobile", "room", "card"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王芳\tQQ：4654415087\t166444\n17973\n", [K.QQ, K.MOBILE]),
        ("王芳\tQQ：4341738683\t178722\t17178\n", [K.QQ, K.MOBILE]),
        ("王芳\t6443402495\t1513935\n5492\t5953501605\n", [K.MOBILE]),
        ("王芳\t15869726285\t16670\n541181\t15751843029\n", [K.MOBILE] * 3),
        ("王芳\t181125\t45137\t19916346304\n", [K.MOBILE, K.MOBILE]),
        ("王芳\t13223853513\t132\t6240\t6992\t15760198271\n", [K.MOBILE] * 3),
        ("补贴发放：白怀瑾，623052\t7768651875232，43165.24万元。", [K.CARD]),
        ("补贴发放：郭润生，622908－269723059270，96173.68万元。", [K.CARD]),
        ("电话：１５０ ９０４６ ５６３０/壹伍陆捌玖玖叁玖玖壹柒。", [K.MOBILE, K.MOBILE]),
        ("王芳\t6225881497915941\t131\t7068\t6658\n", [K.CARD, K.MOBILE]),
        ("王芳\t185\t0127\t9111\t0755-63728699\n", [K.MOBILE, K.LANDLINE]),
        ("王芳\t0755-32574822\t1321\t1441597\t0712-7227620\n", [K.LANDLINE, K.MOBILE, K.LANDLINE]),
        ("王芳\t0712-7007159\t601382\t8616520223348\n", [K.LANDLINE, K.CARD]),
    ],
)
def test_a_number_over_cells_or_lines_is_found_beside_another_number(text: str, found: list[MarkKind]) -> None:
    """The digits of both may make a card by chance: the surer reading goes first."""
    assert [kind for kind, _, _ in told(text) if kind in {K.QQ, K.MOBILE, K.CARD, K.ID}] == [
        it for it in found if it is not K.LANDLINE
    ]


def test_a_row_of_sums_is_no_mobile() -> None:
    """Short figures on both sides."""
    assert not told("和平里\t1420\t138123\t45678\t2210.5\n")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("住2栋4单元701室的万\n泽楷不同意占用绿地。", "万\n泽楷"),
        ("14栋4单元502室叶\n玉英\n联系社区安排", "叶\n玉英"),
        ("卢维民已交费\n郑\n思齐：我是11幢701室的", "郑\n思齐"),
        ("走访中，雷\n雨涵指着18号楼4单元402室的阳台", "雷\n雨涵"),
        ("6栋302室庄玉洁已交费\n代孔\n亚男发：A座702室停水了", "孔\n亚男"),
    ],
)
def test_a_name_over_two_lines_is_found(text: str, name: str) -> None:
    """Though the end of the line before is a surname too, or both parts together begin as a word does."""
    assert (K.NAME, name) in {(kind, found) for kind, _, found in told(text)}


@pytest.mark.parametrize("name", ["席建国", "路玉梅", "敬国强", "沙海燕", "雒文华", "綦淑珍", "朴英爱"])
def test_a_rare_surname_is_one(name: str) -> None:
    """Behind a label, and beside a number; those that are words too as well."""
    assert K.NAME in {kind for kind, _, _ in told(f"联系人：{name}，电话{MOBILE}。")}
    assert K.NAME in {kind for kind, _, _ in told(f"{name}\t{MOBILE}\t3栋2单元501室")}


@pytest.mark.parametrize(
    "text", ["业主代表已签字，3栋2单元", "代建单位应于5月前完成。", "敬请谅解，应急电话12345。", "沙井清淤，代收代缴。"]
)
def test_words_that_begin_like_rare_surnames_are_none(text: str) -> None:
    """Nothing is asked of them."""
    assert not told(text)


def test_the_end_of_a_line_and_the_next_are_no_name() -> None:
    """没人管 and 本周: where the surname would end a sentence."""
    text = "我叫王建平，住602室，漏水一个月了没人管\n本周完成31栋屋面防水。"
    assert [found for kind, _, found in told(text) if kind is K.NAME] == ["王建平"]
