"""Words of this app by code, Chinese and English."""

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
STANDINGS = {
    "eligible": ("符合条件", "Eligible"),
    "late": ("放宽纳入", "Late-built"),
    "excluded": ("不纳入", "Excluded"),
}
