"""What a district decides about disclosure, and what counts where it says nothing."""

from yipanqi.domain.delivery.described import Field, ValueKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.disclosure.publication import KINDS, Kind

PATTERN, REGION, BODY = "disclosure.index_pattern", "disclosure.index_region", "disclosure.index_body"
CLASSES = "disclosure.classes"
ISSUER, SOURCE, REVIEWER = "disclosure.issuer", "disclosure.source", "disclosure.reviewer"
SITE_NAME, SITE_DOMAIN, SITE_ID = "disclosure.site_name", "disclosure.site_domain", "disclosure.site_id"
COLUMN_NAME, COLUMN_ABOUT = "disclosure.column_name", "disclosure.column_description"
COLUMN_WORDS, COLUMN_TYPE = "disclosure.column_keywords", "disclosure.column_type"
ADDRESS, FEATURED = "disclosure.address", "disclosure.featured"
_OURS = OURS[0]
GROUPS = (
    (("索引号和分类", "Index numbers and classes"), (PATTERN, REGION, BODY, CLASSES)),
    (("发布机构", "Issuing body"), (ISSUER, SOURCE, REVIEWER)),
    (
        ("门户栏目", "The portal's column"),
        (SITE_NAME, SITE_DOMAIN, SITE_ID, COLUMN_NAME, COLUMN_ABOUT, COLUMN_WORDS, COLUMN_TYPE, ADDRESS),
    ),
)  # as the page of settings shows them

_CLASSED: dict[Kind, tuple[str, str, str]] = {  # class in the index number, 体裁, 主题分类
    Kind.NOTICE: ("01", "公告", "城乡建设、环境保护"),
    Kind.PLAN: ("02", "规划计划", "城乡建设、环境保护"),
    Kind.TASKS: ("02", "规划计划", "城乡建设、环境保护"),
    Kind.FUNDING: ("03", "其他", "财政、金融、审计"),
    Kind.CONTRACT: ("04", "公告", "城乡建设、环境保护"),
    Kind.START: ("05", "公告", "城乡建设、环境保护"),
    Kind.PROGRESS: ("05", "通报", "城乡建设、环境保护"),
    Kind.MEETING: ("06", "其他", "城乡建设、环境保护"),
    Kind.ACCEPTANCE: ("07", "公告", "城乡建设、环境保护"),
    Kind.ASSESSMENT: ("08", "通报", "综合政务"),
    Kind.POLICY: ("09", "意见", "城乡建设、环境保护"),
    Kind.REPLY: ("10", "其他", "综合政务"),
    Kind.ANNUAL: ("11", "其他", "综合政务"),
}


def _text(key: str, zh: str, en: str, note: tuple[str, str] = ("", "")) -> Field:
    return Field(key=key, names=(zh, en), kind=ValueKind.TEXT, may_be_none=True, note=note)


SHIPPED = (
    Setting(key=PATTERN, value="{region:6}-{body:3}-{class:2}-{year}-{serial:5}", source=_OURS),
    Setting(key=REGION, value="420103", source=_OURS),
    Setting(key=BODY, value="001", source=_OURS),
    Setting(
        key=CLASSES,
        value=[
            {"kind": kind.value, "class": code, "genre": genre, "topic": topic, "catalogue": KINDS[kind][0]}
            for kind, (code, genre, topic) in _CLASSED.items()
        ],
        source=_OURS,
    ),
    *(
        Setting(key=key, value=None, source=_OURS)
        for key in (ISSUER, SOURCE, SITE_NAME, SITE_DOMAIN, SITE_ID, COLUMN_ABOUT, COLUMN_WORDS, ADDRESS, FEATURED)
    ),
    Setting(key=REVIEWER, value="改造办负责人", source=_OURS),
    Setting(key=COLUMN_NAME, value="老旧小区改造", source=_OURS),
    Setting(key=COLUMN_TYPE, value="政务公开", source=_OURS),
)
RULE_FIELDS = (
    Field(
        key=PATTERN,
        names=("索引号的格式", "Pattern of index numbers"),
        kind=ValueKind.TEXT,
        note=(
            "各部分写在花括号里，冒号后是位数：region 地区、body 机构、class 分类、year 年份、serial 流水号。",
            "Parts in braces, their width after a colon: region, body, class, year, serial.",
        ),
    ),
    Field(key=REGION, names=("索引号的地区代码", "Region in index numbers"), kind=ValueKind.TEXT),
    Field(key=BODY, names=("索引号的机构代码", "Body in index numbers"), kind=ValueKind.TEXT),
    Field(
        key=CLASSES,
        names=("各类公开件的分类", "Classes of publications"),
        kind=ValueKind.TABLE,
        columns=(
            Field(
                key="kind",
                names=("种类", "Kind"),
                kind=ValueKind.CHOICE,
                options={kind.value: names for kind, names in KINDS.items()},
            ),
            Field(key="class", names=("索引号分类", "Class in the index number"), kind=ValueKind.TEXT),
            Field(key="genre", names=("体裁", "Genre"), kind=ValueKind.TEXT),
            Field(key="topic", names=("主题分类", "Topic"), kind=ValueKind.TEXT),
            Field(key="catalogue", names=("公开目录", "Catalogue"), kind=ValueKind.TEXT),
        ),
    ),
    _text(
        ISSUER,
        "发布机构全称",
        "Issuing body, its full name",
        ("不填：按单位名册中改造办的名称。", "Empty: the office's name in the register."),
    ),
    _text(SOURCE, "来源", "Source", ("不填：与发布机构相同。", "Empty: the issuing body.")),
    _text(REVIEWER, "审核人怎样显示", "How the reviewer is shown", ("写职务，不写姓名。", "A post, not a name.")),
    _text(SITE_NAME, "门户网站名称（SiteName）", "The portal's SiteName"),
    _text(SITE_DOMAIN, "门户网站域名（SiteDomain）", "The portal's SiteDomain"),
    _text(SITE_ID, "政府网站标识码（SiteIDCode）", "The portal's SiteIDCode"),
    _text(COLUMN_NAME, "栏目名称（ColumnName）", "ColumnName"),
    _text(COLUMN_ABOUT, "栏目描述（ColumnDescription）", "ColumnDescription"),
    _text(COLUMN_WORDS, "栏目关键词（ColumnKeywords）", "ColumnKeywords"),
    _text(COLUMN_TYPE, "栏目类别（ColumnType）", "ColumnType"),
    _text(
        ADDRESS,
        "公开页面的网址",
        "Address of the public pages",
        ("门户上的栏目网址；不填：本平台的 /public/。", "The column's on the portal; empty: /public/ here."),
    ),
    _text(
        FEATURED,
        "首页置顶的公开件",
        "What stands first on the first page",
        ("填索引号，多个用“、”隔开。", "Index numbers, with “、” between them."),
    ),
)
