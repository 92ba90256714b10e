"""Words of periods and bulletins in the log."""

ACTIONS = {
    "period.closed": ("关账", "Period closed"),
    "bulletin.edited": ("修改通报或总结", "Bulletin or summary edited"),
    "bulletin.issued": ("印发通报或总结", "Bulletin or summary issued"),
}
FIELDS = {
    "period": ("期间", "Period"),
    "known_on": ("数据截至", "Known on"),
    "paragraph": ("段落", "Paragraph"),
    "hash": ("内容指纹", "Content hash"),
}
