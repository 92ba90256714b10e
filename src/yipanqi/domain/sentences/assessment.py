"""Sentences of assessment: what is wrong with a file that holds a scheme."""

ASSESSMENT = {
    "scheme_fault": ("“{column[zh]}”{why[zh]}。", "{column[en]} {why[en]}."),
    "scheme_no_scheme": (
        "找不到“{title[zh]}”表，或表里没有内容。请用本页导出的文件修改。",
        "There is no sheet {title[en]}, or nothing in it. Change a file that was exported here.",
    ),
}
