"""What the deeds on people and organisations are called in the log."""

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from yipanqi.web.audit.words import formerly, name_actions, name_fields, tell_values
from yipanqi.web.page.say import say

from .channels import CHANNELS
from .roles import PERMISSIONS, ROLES, kind_said

name_actions(
    "accounts",
    {
        "organisation.added": ("新增单位", "Organisation added"),
        "organisation.changed": ("修改单位", "Organisation changed"),
        "organisation.moved": ("调整单位隶属", "Organisation moved"),
        "person.added": ("新增人员", "Person added"),
        "person.changed": ("修改人员资料", "Person changed"),
        "person.preferences_changed": ("修改个人设置", "Settings changed"),
        "person.digest_chosen": ("设置每日提要", "Daily digest chosen"),
        "person.phone_shown": ("查看完整电话", "Full phone shown"),
        "person.left": ("办理离任", "Left"),
        "person.came_back": ("恢复账号", "Came back"),
        "person.sessions_ended": ("结束会话", "Sessions ended"),
        "person.session_ended": ("退出一处登录", "One session ended"),
        "person.password_set": ("设置密码", "Password set"),
        "person.code_issued": ("发放一次性码", "One-time code issued"),
        "person.code_refused": ("一次性码不符", "One-time code refused"),
        "person.sso_connected": ("关联统一身份认证", "Single sign-on connected"),
        "person.device_added": ("启用验证器", "Authenticator set up"),
        "person.device_removed": ("停用验证器", "Authenticator removed"),
        "person.recovery_codes_made": ("生成恢复码", "Recovery codes made"),
        "people.exported": ("导出人员", "People exported"),
        "role.granted": ("授予角色", "Role granted"),
        "role.ended": ("收回角色", "Role ended"),
        "session.began": ("登录", "Logged in"),
        "session.ended": ("退出", "Logged out"),
        "session.refused": ("登录失败", "Login failed"),
        "session.locked": ("登录已暂停，未判断密码", "Login paused, the password not judged"),
        "session.code_refused": ("验证码不符", "Second factor refused"),
        "session.code_locked": ("验证码已暂停，未判断", "Second factor paused, not judged"),
        "session.turned_away": ("登录人多，请其稍后再试", "Turned away, too many at once"),
        "invitation.made": ("生成邀请", "Invitation made"),
        "invitation.used": ("接受邀请", "Invitation used"),
        "invitation.revoked": ("撤回邀请", "Invitation withdrawn"),
        "people_import.read": ("检查人员导入文件", "File of people checked"),
        "people_import.applied": ("导入人员", "People imported"),
        "people_import.undone": ("撤销人员导入", "Import of people undone"),
        "people_import.codes_issued": ("批量发放一次性码", "One-time codes issued"),
        "access.refused": ("无权访问", "Access refused"),
    },
)
formerly(  # until these codes were given, a workbook's import bore the same
    "accounts.peopleimport",
    {f"import.{it}": f"people_import.{it}" for it in ("read", "applied", "undone", "codes_issued")},
)
name_fields(
    "accounts",
    {
        "parent": ("上级", "above"),
        "region_id": ("区域编号", "region"),
        "code": ("单位编号", "code"),
        "is_active": ("启用", "active"),
        "display_name": ("姓名", "name"),
        "login": ("登录名", "login name"),
        "phone": ("电话", "phone"),
        "email": ("邮箱", "e-mail"),
        "digest_by": ("每日提要", "daily digest"),
        "language": ("语言", "language"),
        "is_senior": ("大字版", "large type"),
        "organisation": ("单位", "organisation"),
        "role": ("角色", "role"),
        "person": ("人员", "person"),
        "people": ("人员", "people"),
        "successor": ("接替人", "successor"),
        "expires_at": ("有效期至", "until"),
        "methods": ("方式", "by"),
        "purpose": ("用途", "purpose"),
        "fields": ("字段", "fields"),
        "errors": ("错误", "errors"),
    },
)
METHODS = {
    "password": ("密码", "password"),
    "mfa": ("验证码", "code"),
    "demonstration": ("演示入口", "button of the demonstration"),
    "socialaccount": ("统一身份认证", "single sign-on"),
    "cas": ("统一身份认证", "single sign-on"),
}
tell_values(
    "accounts",
    {
        "role": lambda code: say(ROLES[code].zh, ROLES[code].en) if code in ROLES else code,
        "permission": lambda code: say(*PERMISSIONS.get(code, (code, code))),
        "kind": lambda code: say(*kind_said(code)),
        "digest_by": lambda code: say(*CHANNELS.get(code, ("不发", "none"))),
        "language": lambda code: dict(settings.LANGUAGES).get(code, code),
        "methods": lambda code: say(*METHODS.get(code, (code, code))),
        "expires_at": lambda moment: f"{localtime(parse_datetime(moment)):%Y-%m-%d %H:%M}",
    },
)
