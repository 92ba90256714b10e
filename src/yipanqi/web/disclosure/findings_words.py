"""What findings are called: those of bad input and of the record; what the scanner marks it names itself."""

from yipanqi.domain.disclosure.publication import Pair

NAMES: dict[str, Pair] = {
    "unsafe_html": ("不允许的 HTML", "HTML that is not allowed"),
    "inner_link": ("链接到内网页面", "Link to an inner page"),
    "table_without_head": ("表格没有表头", "Table without a header row"),
    "no_alt": ("图片没有替代文字", "Picture without alternative text"),
    "file_name": ("文件名有空格或超过80个字符", "File name with blanks or over 80 characters"),
    "lacking": ("必填项未填", "Required and empty"),
    "summary_long": ("内容概述超过100字", "Summary over 100 characters"),
    "number_form": ("文号格式不对", "The form of the document number is wrong"),
    "validity": ("有效性不完整", "Validity is not whole"),
    "not_public": ("不予公开的不能发布", "What is not public cannot be published"),
    "figure_differs": ("数字与记录不同", "Figure differs from the record"),
    "small_count": ("少于5人的选择", "Choice of fewer than 5 people"),
    "small_rest": ("可推出少数人的选择", "What the few others chose can be worked out"),
    "small_pinned": ("隐去的数可由合计推出", "A withheld count can be worked out from sums"),
    "small_change": ("与另一期相差不足5人", "Differs by fewer than 5 people from another time"),
    "area_beside_choice": ("面积与选择同表", "Area beside a choice"),
    "area_beside_date": ("逐户列出的面积与日期", "Area beside a date, by household"),
    "area_beside_complaint": ("面积与投诉同表", "Area beside a complaint"),
    "unmasked_elsewhere": ("别处已公开未遮盖的同一内容", "The same is public elsewhere without the mask"),
    "needs_eyes": ("扫描件须逐页核对", "Scanned pages to be looked at one by one"),
    "roll_partly": ("名册人数过多，只对照了一部分", "The roll is too long: only part of it was held against this"),
    "not_scanned": ("未能检查的文件", "A file that could not be scanned"),
}


def named(kind: str) -> Pair:
    """In both languages; what the scanner marks as the scanner calls it."""
    from .scanning import kind_named

    return NAMES.get(kind) or kind_named(kind)
