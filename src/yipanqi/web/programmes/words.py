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

name_actions(
    "programmes",
    {
        "programme.begun": ("新建计划", "Programme begun"),
        "programme.exported": ("导出计划工作簿", "Programme exported"),
        "programme.version_made": ("生成数据版本", "Version of the data made"),
        "programme.row_added": ("新增数据", "Row added"),
        "programme.row_changed": ("修改数据", "Row changed"),
        "programme.row_removed": ("删除数据", "Row removed"),
        "columns.chosen": ("选择显示的列", "Columns chosen"),
        "import.uploaded": ("上传工作簿", "Workbook uploaded"),
        "import.read": ("读取工作簿", "Workbook read"),
        "import.marked": ("生成标注副本", "Marked copy made"),
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
    },
)
_KINDS = {
    code: words for sheet in SHEETS for it in sheet.columns if it.key == "kind" for code, words in it.words.items()
}
tell_values("programmes", {"kind": lambda code: say(*_KINDS.get(code, (code, code)))})
