"""Words of this app by code, Chinese and English."""

from yipanqi.web.audit.words import name_actions, name_fields, tell_values
from yipanqi.web.page.say import say
from yipanqi.workbook.columns import SHEETS

READING, READY, REFUSED, APPLYING, APPLIED, UNDONE, DROPPED = (
    "reading",
    "ready",
    "refused",
    "applying",
    "applied",
    "undone",
    "dropped",
)
STATES = {
    READING: ("正在读取", "Being read"),
    READY: ("待确认", "Waiting to be confirmed"),
    REFUSED: ("有错误，未导入", "Has errors, not imported"),
    APPLYING: ("正在写入", "Being taken in"),
    APPLIED: ("已导入", "Imported"),
    UNDONE: ("已撤销", "Undone"),
    DROPPED: ("已放弃", "Dropped"),
}
VERSION_REASONS = {
    "import": ("导入", "import"),
    "edit": ("修改", "edit"),
    "undo": ("撤销导入", "undoing an import"),
    "adoption": ("采用方案", "adoption"),
    "plan": ("编制方案", "making a plan"),
}
INCLUDED = "included"  # of the standings: all but excluded
STANDINGS = {
    "eligible": ("符合条件", "Eligible"),
    "late": ("放宽纳入", "Late-built"),
    "excluded": ("不纳入", "Excluded"),
}
UNIT_STATES = {
    "linked": ("已对应", "Linked"),
    "matched": ("可自动对应", "Matched"),
    "doubt": ("待确认", "In doubt"),
    "new": ("没有对应单位", "None yet"),
}
UNIT_HOWS = {
    "code": ("编号相同", "same code"),
    "name": ("名称相同", "same name"),
    "region": ("区划相同", "same region"),
    "chosen": ("人工选择", "chosen by hand"),
}
UNIT_DOUBTS = {
    "several": ("有多个候选，请选择", "several may be it: choose one"),
    "kind": ("名称或编号相同，但类型不同，请选择", "same name or code but another kind: choose one"),
    "region": ("单位的区域与责任单位的区划不同，请核对", "it is bound to another region than the unit: check it"),
    "unbound": (
        "名称与区划相同，但单位还没有区域编号，请确认",
        "named as the region, but bound to none yet: confirm it",
    ),
}

name_actions(
    "programmes",
    {
        "programme.begun": ("新建计划", "Programme begun"),
        "programme.exported": ("导出计划工作簿", "Programme exported"),
        "programme.version_made": ("生成数据版本", "Version of the data made"),
        "programme.row_added": ("新增数据", "Row added"),
        "programme.row_changed": ("修改数据", "Row changed"),
        "programme.row_removed": ("删除数据", "Row removed"),
        "programme.row_confirmed": ("复核一行", "Row confirmed"),
        "programme.row_restored": ("恢复一行", "Row brought back"),
        "programme.units_linked": ("对应责任单位与单位", "Units linked to organisations"),
        "programme.units_unlinked": ("取消责任单位与单位的对应", "Units no longer linked to organisations"),
        "units.exported": ("导出单位对应表", "List of units exported"),
        "columns.chosen": ("选择显示的列", "Columns chosen"),
        "import.uploaded": ("上传工作簿", "Workbook uploaded"),
        "import.read": ("读取工作簿", "Workbook read"),
        "import.marked": ("生成标注副本", "Marked copy made"),
        "import.mapped": ("更改台账对照", "Mapping of an own book changed"),
        "mapping.kept": ("保存台账对照", "Mapping of an own book kept"),
        "mapping.forgotten": ("删除台账对照", "Mapping of an own book forgotten"),
        "import.confirmed": ("确认导入", "Import confirmed"),
        "import.applied": ("导入工作簿", "Workbook taken in"),
        "import.put_back": ("数据又有改动，导入未执行", "Import not done: the data had changed"),
        "import.checked_again": ("重新核对工作簿", "Workbook checked again"),
        "import.dropped": ("放弃导入", "Import dropped"),
        "import.undone": ("撤销导入", "Import undone"),
        "photo.added": ("上传照片", "Photo uploaded"),
        "photo.alike": ("照片疑似重复使用", "Photo perhaps used twice"),
        "photo.removed": ("移除照片", "Photo removed"),
    },
)
name_fields(
    "programmes",
    {
        "size": ("大小（字节）", "size in bytes"),
        "errors": ("错误数", "errors"),
        "added": ("新增", "added"),
        "changed": ("修改", "changed"),
        "removed": ("删除", "removed"),
        "photos": ("相似照片", "like photos"),
        "parent": ("上级", "above"),
        "person": ("责任人", "person"),
        "units": ("责任单位", "units"),
        "regions": ("区域编号", "regions"),
    },
)
_KINDS = {
    code: words for sheet in SHEETS for it in sheet.columns if it.key == "kind" for code, words in it.words.items()
}
tell_values("programmes", {"kind": lambda code: say(*_KINDS.get(code, (code, code)))})
