"""Who may do what: the kinds of organisation, the permissions, and the roles that hold them. The only place for it."""

from dataclasses import dataclass

from yipanqi.domain.unit import KIND_ALIASES, UNIT_KINDS, UnitKind

LEADING_GROUP, OFFICE, DEPARTMENT, UTILITY = (
    UnitKind.LEADING_GROUP.value,
    UnitKind.OFFICE.value,
    UnitKind.DEPARTMENT.value,
    UnitKind.UTILITY.value,
)
SUBDISTRICT, COMMUNITY, CONTRACTOR, SUPERVISOR = (
    UnitKind.SUBDISTRICT.value,
    UnitKind.COMMUNITY.value,
    UnitKind.CONTRACTOR.value,
    UnitKind.SUPERVISOR.value,
)
KINDS = {kind.value: (zh, en.capitalize()) for kind, (zh, en) in UNIT_KINDS.items()}
SEES_ALL = frozenset({LEADING_GROUP, OFFICE, DEPARTMENT})  # the others see their own part of the tree

PERMISSIONS = {
    "people.view": ("查看人员", "See people"),
    "people.manage": ("管理人员：邀请、修改、离任、重置", "Manage people: invite, edit, leave, reset"),
    "people.import": ("导入人员", "Import people"),
    "organisations.view": ("查看单位", "See organisations"),
    "organisations.manage": ("管理单位", "Manage organisations"),
    "roles.grant": ("授予和收回角色", "Grant and end roles"),
    "audit.view": ("查看操作日志", "See the audit log"),
    "audit.view_subject": ("查看对象的操作记录", "See who did what to an object"),
    "audit.export": ("导出操作日志", "Export the audit log"),
    "jobs.view_all": ("查看所有后台任务", "See everybody's jobs"),
    "jobs.stop_all": ("停止所有后台任务", "Stop everybody's jobs"),
    "inbox.view_sendings": ("查看外发记录", "See what was sent outside"),
    "programmes.view": ("查看小区与计划数据", "See estates and programmes"),
    "programmes.edit": ("修改小区与计划数据", "Edit estates and programmes"),
    "programmes.import": ("导入工作簿", "Import workbooks"),
    "programmes.export": ("导出数据", "Export data"),
    "plans.view": ("查看方案", "See plans"),
    "plans.make": ("编制方案", "Make plans"),
    "plans.propose": ("提请采用方案", "Propose a plan"),
    "plans.adopt": ("批准采用方案", "Adopt a plan"),
    "delivery.view": ("查看任务", "See tasks"),
    "delivery.work": ("开始和报完本单位的任务", "Start and report the tasks of one's organisation"),
    "delivery.check": ("核验本单位督办的任务", "Check the tasks that one's organisation inspects"),
    "delivery.sign": ("为本单位签验收和移交", "Sign acceptance and handover for one's organisation"),
    "delivery.manage": ("管理任务、合同、变更和验收", "Manage tasks, contracts, changes and acceptance"),
    "delivery.approve": ("批准变更和例外", "Approve changes and exceptions"),
    "supervision.view": ("查看督办、会议、考核和通报", "See orders, meetings, assessments and bulletins"),
    "supervision.answer": (
        "签收和反馈本单位的督办事项，申诉考核",
        "Sign and answer orders, appeal assessments, for one's organisation",
    ),
    "supervision.check": ("核查本单位督办的事项", "Check the answers to orders that one's organisation inspects"),
    "supervision.issue": (
        "拟办、交办、延期、挂账和撤回督办事项，记录会议",
        "Draft, issue, extend, hold and withdraw orders; keep meetings",
    ),
    "supervision.score": ("考核评分", "Score assessments"),
    "supervision.decide": ("裁定申诉、审定考核、再次延期", "Decide appeals, settle assessments, extend once more"),
    "supervision.close": (
        "关账、编发通报和总结、核准经验",
        "Close periods, issue bulletins and summaries, approve cases",
    ),
    "disclosure.view": ("查看公开件", "See publications"),
    "disclosure.draft": ("起草、检查、发布和更正公开件", "Draft, check, publish and correct publications"),
    "disclosure.sign": (
        "审签、退回、撤回和销毁公开件，标注有效性",
        "Sign off, send back, withdraw and destroy publications, set their validity",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Role:
    """What somebody is in an organisation, and what this lets them do."""

    zh: str
    en: str
    kinds: frozenset[str]
    permissions: frozenset[str]


def _role(zh: str, en: str, kinds: set[str], permissions: str) -> Role:
    granted = frozenset(permissions.split())
    if unknown := granted - PERMISSIONS.keys():
        raise ValueError(f"no such permission: {sorted(unknown)}")
    return Role(zh=zh, en=en, kinds=frozenset(kinds), permissions=granted)


_VIEW = "organisations.view programmes.view plans.view delivery.view audit.view_subject"
_DO = "delivery.work delivery.check delivery.sign supervision.view supervision.answer supervision.check"
SYSTEM_ADMIN, AUDIT_ADMIN = "system_admin", "audit_admin"
APART = (SYSTEM_ADMIN, AUDIT_ADMIN)  # nobody holds both: who keeps the system does not keep its log

ROLES = {
    "leader": _role(
        "区领导",
        "District leader",
        {LEADING_GROUP},
        f"{_VIEW} people.view programmes.export plans.adopt delivery.approve "
        "supervision.view supervision.check supervision.issue supervision.decide "
        "disclosure.view disclosure.sign jobs.view_all",
    ),
    "planner": _role(
        "改造办计划员",
        "Office planner",
        {OFFICE},
        f"{_VIEW} people.view programmes.edit programmes.import programmes.export "
        "plans.make plans.propose delivery.work delivery.check delivery.sign delivery.manage "
        "supervision.view supervision.answer supervision.check supervision.issue supervision.score supervision.close "
        "disclosure.view disclosure.draft jobs.view_all",
    ),
    "approver": _role(
        "改造办审批人",
        "Office approver",
        {OFFICE},
        f"{_VIEW} people.view programmes.export plans.make plans.adopt "
        "delivery.check delivery.sign delivery.manage delivery.approve supervision.view supervision.check "
        "supervision.issue supervision.close disclosure.view disclosure.sign jobs.view_all jobs.stop_all",
    ),
    "department_member": _role(
        "部门人员",
        "Department staff",
        {DEPARTMENT},
        f"{_VIEW} {_DO} supervision.score disclosure.view programmes.export",
    ),
    "utility_member": _role(
        "专营单位人员", "Utility staff", {UTILITY}, f"organisations.view programmes.view plans.view delivery.view {_DO}"
    ),
    "subdistrict_member": _role(
        "街道人员",
        "Subdistrict staff",
        {SUBDISTRICT},
        f"{_VIEW} {_DO} people.view programmes.edit programmes.export disclosure.view",
    ),
    "community_member": _role(
        "社区人员",
        "Community staff",
        {COMMUNITY},
        "organisations.view programmes.view programmes.edit plans.view delivery.view delivery.sign "
        "supervision.view supervision.answer",
    ),
    "contractor_member": _role(
        "施工单位人员",
        "Contractor staff",
        {CONTRACTOR},
        "organisations.view plans.view delivery.view delivery.work delivery.sign supervision.view supervision.answer",
    ),
    "supervisor_member": _role(
        "监理单位人员",
        "Supervisor staff",
        {SUPERVISOR},
        "organisations.view plans.view delivery.view delivery.check delivery.sign "
        "supervision.view supervision.answer supervision.check",
    ),
    SYSTEM_ADMIN: _role(
        "系统管理员",
        "System administrator",
        {LEADING_GROUP, OFFICE, DEPARTMENT},
        "people.view people.manage people.import organisations.view organisations.manage roles.grant "
        "jobs.view_all jobs.stop_all inbox.view_sendings audit.view_subject",
    ),
    AUDIT_ADMIN: _role(
        "审计管理员",
        "Audit administrator",
        {LEADING_GROUP, OFFICE, DEPARTMENT},
        "people.view organisations.view audit.view audit.view_subject audit.export",
    ),
}


def roles_for(kind: str) -> dict[str, Role]:
    """The roles that may be held in an organisation of this kind."""
    return {code: role for code, role in ROLES.items() if kind in role.kinds}


def kind_code(word: str) -> str:
    """The kind that a stored or written word means: an older one is today's; an unknown one stays as it is."""
    return KIND_ALIASES.get(word.casefold(), word)


def kind_said(word: str) -> tuple[str, str]:
    """A kind in both languages; an unknown word as it is."""
    return KINDS.get(kind_code(word), (word, word))


def holders_of(permission: str) -> list[tuple[str, str]]:
    """The roles that may do this, in both languages: whom to ask."""
    return [(role.zh, role.en) for role in ROLES.values() if permission in role.permissions]
