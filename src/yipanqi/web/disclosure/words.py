"""Words of disclosure in the log and on its pages."""

ACTIONS = {
    "publication.drafted": ("起草公开件", "Publication drafted"),
    "publication.edited": ("修改公开件", "Publication edited"),
    "publication.renewed": ("按最新记录更新公开件", "Publication renewed from the record"),
    "publication.file_added": ("添加公开件附件", "File added to a publication"),
    "publication.file_removed": ("移除公开件附件", "File removed from a publication"),
    "publication.file_covered": ("遮挡图片中的人脸、车牌", "Parts of a picture blurred"),
    "publication.file_looked": ("逐页核对扫描件", "Scanned pages looked at"),
    "publication.numbered": ("编定索引号", "Index number given to a publication"),
    "publication.checked": ("公开件送审签", "Publication sent to be signed off"),
    "publication.sent_back": ("退回公开件", "Publication sent back"),
    "publication.signed": ("审签公开件", "Publication signed off"),
    "publication.sign_refused": ("审签被拒绝", "Sign-off refused"),
    "publication.published": ("发布公开件", "Publication published"),
    "publication.corrected": ("更正公开件", "Correction of a publication begun"),
    "publication.ended": ("标注公开件有效性", "Validity of a publication set"),
    "publication.withdrawn": ("撤回公开件", "Publication withdrawn"),
    "publication.dropped": ("放弃公开件", "Publication dropped"),
    "publication.destroy_asked": ("申请销毁泄露内容", "Destruction of what leaked asked for"),
    "publication.destroyed": ("销毁泄露内容", "What leaked was destroyed"),
    "publication.reviewed": ("公开前审查", "Publication reviewed for secrecy"),
    "publication.taken": ("取走公开件文件", "File of a publication taken"),
    "finding.override_asked": ("申请放行疑点", "Override of a finding asked for"),
    "finding.overridden": ("放行疑点", "Finding overridden"),
    "echo.imported": ("导入门户回执", "Addresses of the portal read in"),
    "echo.undone": ("撤销门户回执", "Addresses of the portal taken back"),
    "list.roll": ("导入居民名册", "Roll of residents read in"),
    "list.links": ("导入链接检查结果", "Links tried read in"),
    "list.requests": ("导入依申请公开登记", "Requests for disclosure read in"),
    "list.letters": ("导入来信登记", "Letters read in"),
    "list.undone": ("撤销导入的清单", "List taken back"),
    "package.made": ("生成门户数据包", "Package for the portal made"),
    "package.taken": ("取走门户数据包", "Package for the portal taken"),
}
FIELDS = {
    "publication": ("公开件", "Publication"),
    "version": ("版次", "Version"),
    "state": ("状态", "State"),
    "reason": ("理由", "Reason"),
    "index_number": ("索引号", "Index number"),
    "hash": ("内容指纹", "Content hash"),
    "step": ("审查环节", "Review"),
    "ends_on": ("失效日期", "Ends on"),
    "ending": ("失效方式", "How it ends"),
    "successor": ("代替件", "Successor"),
    "part": ("修改的部分", "Part"),
    "finding": ("疑点", "Finding"),
    "place": ("位置", "Place"),
    "pages": ("页数", "Pages"),
    "files": ("文件", "Files"),
}
DEEDS = {
    "draft": ("起草", "Drafted"),
    "renew": ("按最新记录更新", "Renewed from the record"),
    "file": ("添加附件", "File added"),
    "unfile": ("移除附件", "File removed"),
    "cover": ("遮挡图片", "Picture blurred in parts"),
    "look": ("逐页核对扫描件", "Scanned pages looked at"),
    "review": ("公开前审查", "Reviewed"),
    "override_asked": ("申请放行疑点", "Override asked for"),
    "override": ("放行疑点", "Finding overridden"),
    "destroy_asked": ("申请销毁", "Destruction asked for"),
    "supersede": ("由更正版代替", "Superseded by a correction"),
}  # what happens to a version beside the actions of its table
WITHDRAWN_FOR = {
    "error": ("内容有误，正在核实", "It is wrong and is being checked"),
    "privacy": ("涉及个人信息", "It concerns personal information"),
    "secrecy": ("按规定不予公开", "It is not to be public by law"),
    "premature": ("发布时间未到", "It was published too early"),
    "duplicate": ("重复发布", "It was published twice"),
    "other": ("其他原因", "For another reason"),
}  # the classes of reasons that the public is told


def withdrawn_for(code: str) -> tuple[str, str]:
    """The class of reasons in both languages."""
    return WITHDRAWN_FOR.get(code, WITHDRAWN_FOR["other"])
