"""Marks of secrecy, of internal and unpublished papers, of drafts are found; what a law says is not."""

import pytest

from yipanqi.domain.disclosure import secrecy
from yipanqi.domain.disclosure.privacy import Level, MarkKind

K, B, A = MarkKind, Level.BLOCK, Level.ASK


@pytest.mark.parametrize(
    ("text", "kind", "level", "found"),
    [
        ("机密★10年\n江汉区", K.SECRET, B, "机密★10年"),
        ("绝　密 ★ 长期", K.SECRET, B, "绝　密 ★ 长期"),
        ("关于经费的报告\n  秘  密  \n正文", K.SECRET, B, "秘  密"),
        ("密级：秘密  份号：001", K.SECRET, B, "密级：秘密"),
        ("机\u200b密★", K.SECRET, B, "机\u200b密★"),
        ("保密期限：5年", K.SECRET, B, "保密期限：5年"),
        ("本报告含有机密数据", K.SECRET, A, "机密"),
        ("内部资料，注意保存", K.INTERNAL, B, "内部资料，注意保存"),
        ("（内部文件）\n会议纪要", K.INTERNAL, B, "（内部文件）"),
        ("材料仅供内部使用", K.INTERNAL, A, "仅供内部"),
        ("请注意，严禁外传", K.INTERNAL, B, "严禁外传"),
        ("（此件不予公开）", K.NOT_PUBLIC, B, "此件不予公开"),
        ("公开方式：依申请公开", K.NOT_PUBLIC, B, "公开方式：依申请公开"),
        ("实施方案（征求意见稿）", K.DRAFT, A, "征求意见稿"),
        ("实施方案\n（送审稿）\n", K.DRAFT, B, "（送审稿）"),
        ("于XX月完成", K.DRAFT, A, "XX月"),
    ],
)
def test_marks_are_found_at_their_place(text: str, kind: MarkKind, level: Level, found: str) -> None:
    """A stamp, also with blanks or unseen signs between its characters, blocks; a word in a sentence asks."""
    (mark,) = secrecy.marks(text)

    assert (mark.kind, mark.level, text[mark.start : mark.end]) == (kind, level, found)


@pytest.mark.parametrize(
    "text",
    [
        "发布前由办公室进行保密审查。",
        "涉及国家秘密、商业秘密、个人隐私的信息，按规定办理。",
        "本机关收到依申请公开办理情况如下",
        "（此件公开发布）",
        "公开方式：主动公开",
        "机关内部管理效率提高",
        "江汉区老旧小区改造2028年工作计划",
    ],
)
def test_what_is_said_of_secrecy_is_no_mark(text: str) -> None:
    """Laws, offices and duties name secrecy without being secret."""
    assert secrecy.marks(text) == []
