"""What may be asked on the pages of people and organisations. A field that is not here cannot be changed."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLogin
from allauth.account.forms import ReauthenticateForm as AllauthAgain
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q

from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.stale import SeenForm
from yipanqi.workbook.opening import ENDINGS

from .channels import CHANNELS, channels_on
from .entry import was_used
from .models import LOGIN_NAME, Organisation, User
from .roles import KINDS, ROLES, kind_code

ANY = ("", say_later("全部", "All"))
PHONE = RegexValidator(r"\A\+?[0-9][0-9 -]{5,18}\Z", say_later("请填写电话号码", "Enter a phone number"))
REQUIRED = {"required": say_later("此项必填", "This must be filled in")}


def _text(zh: str, en: str, *, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=say_later(zh, en), max_length=most, error_messages=REQUIRED, **more)


def _code_field(zh: str, en: str) -> forms.CharField:
    marks = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "maxlength": 12}
    return _text(zh, en, most=12, widget=forms.TextInput(attrs=marks))


def _password(zh: str, en: str, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return _text(zh, en, most=200, widget=widget, strip=False)


# Coming in


class LoginForm(AllauthLogin):
    """Login name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = {"autocomplete": "username", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = _text("登录名", "Login name", most=60, widget=forms.TextInput(attrs=marks))
        self.fields["password"] = _password("密码", "Password", "current-password")
        self.fields.pop("remember", None)


class AgainForm(AllauthAgain):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password("密码", "Password", "current-password")


class _SaysWhatIsUsed:
    """A right code that came a second time is refused as a wrong one is, and called what it is."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except forms.ValidationError as refusal:
            if refusal.code == "incorrect_code" and was_used(self.user, self.cleaned_data["code"]):
                said = say(
                    "这个验证码已经用过，请等验证器显示下一个", "This code was used already; wait for the next one"
                )
                raise forms.ValidationError(said, code=refusal.code) from None
            raise


class CodeForm(_SaysWhatIsUsed, AuthenticateForm):
    """The code of the device, or a recovery code."""

    code = _code_field("验证码", "Code")


class CodeAgainForm(_SaysWhatIsUsed, ReauthenticateForm):
    """The code once more."""

    code = _code_field("验证码", "Code")


class ActivateForm(ActivateTOTPForm):
    """The first code of a new device."""

    code = _code_field("验证器显示的 6 位数字", "The six digits your app shows")


class NewPassword(forms.Form):
    """A new password, twice; the policy is told where it is broken."""

    password = _password("新密码", "New password", "new-password")
    again = _password("再输一次", "Once more", "new-password")
    person: User | None = None

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        if {"password", "again"} <= asked.keys() and asked["password"] != asked["again"]:
            self.add_error("again", say("两次输入不一致", "The two do not match"))
        return asked


class ChangePassword(NewPassword):
    """One's own new password, by the old one."""

    old = _password("现在的密码", "Password now", "current-password")
    field_order = ("old", "password", "again")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person


class ResetForm(NewPassword):
    """A new password by a one-time code."""

    login = _text("登录名", "Login name", most=60, widget=forms.TextInput(attrs={"autocomplete": "username"}))
    code = _text("一次性码", "One-time code", most=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("login", "code", "password", "again")


class AcceptForm(NewPassword):
    """The account an invited person makes."""

    login = _text("登录名", "Login name", most=60, validators=[LOGIN_NAME])
    display_name = _text("姓名", "Name", most=60)
    phone = _text("电话（可不填）", "Phone (optional)", most=20, required=False, validators=[PHONE])
    field_order = ("login", "display_name", "phone", "password", "again")

    def clean_login(self) -> str:
        if User.objects.filter(login__iexact=self.cleaned_data["login"]).exists():
            raise ValidationError(say("这个登录名已被使用", "This login name is taken"))
        return self.cleaned_data["login"]


# Oneself


class PreferencesForm(SeenForm):
    """Language and size of type."""

    language = forms.ChoiceField(label=say_later("语言", "Language"), choices=settings.LANGUAGES)
    is_senior = forms.BooleanField(
        label=say_later("大字版（字号 20，单栏）", "Large type (20 px, one column)"), required=False
    )


class DigestForm(SeenForm):
    """How one's daily digest comes, of the channels that are on."""

    digest_by = forms.ChoiceField(label=say_later("每日提要", "Daily digest"), required=False)
    email = forms.EmailField(
        label=say_later("邮箱（选“邮件”时必填）", "E-mail address (needed for mail)"),
        max_length=120,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": say_later("请填写邮箱地址", "Enter an e-mail address")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(channel, say(*CHANNELS[channel])) for channel in channels_on()]
        self.fields["digest_by"].choices = [("", say("不发", "None")), *known]


# People and organisations


class KindField(forms.ChoiceField):
    """A kind of organisation; an older word for one is taken as today's."""

    def to_python(self, value: Any) -> str:
        return kind_code(super().to_python(value))


class PeopleFilter(forms.Form):
    """Filters of the list of people; each is optional."""

    q = forms.CharField(label=say_later("姓名、拼音或登录名", "Name, pinyin or login"), max_length=60, required=False)
    role = forms.ChoiceField(label=say_later("角色", "Role"), required=False)
    kind = KindField(label=say_later("单位类型", "Kind of organisation"), required=False)
    state = forms.ChoiceField(
        label=say_later("状态", "State"),
        required=False,
        choices=[
            ("", say_later("在任", "Active")),
            ("left", say_later("已离任", "Left")),
            ("bare", say_later("没有第二因素", "Without a second factor")),
            ("all", say_later("全部", "All")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [ANY, *role_choices()]
        self.fields["kind"].choices = [ANY, *((code, say(*said)) for code, said in KINDS.items())]

    def chosen(self, people: Any) -> Any:
        """The people who fit."""
        if not self.is_valid():
            return people.none()
        asked = self.cleaned_data
        if asked["state"] != "all":
            people = people.filter(is_active=asked["state"] != "left")
        if asked["state"] == "bare":
            people = people.exclude(pk__in=Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user"))
        if asked["q"]:
            word = asked["q"].strip()
            sound = Q(pinyin__icontains=word.lower())
            people = people.filter(Q(display_name__icontains=word) | Q(login__icontains=word) | sound)
        held = {}
        if asked["role"]:
            held["memberships__role"] = asked["role"]
        if asked["kind"]:
            held["memberships__organisation__kind"] = asked["kind"]
        return people.filter(**held, memberships__ended_at=None).distinct() if held else people


def role_choices(kind: str = "") -> list[tuple[str, str]]:
    """The roles, all or those of a kind of organisation, in the reader's language."""
    return [(code, say(role.zh, role.en)) for code, role in ROLES.items() if not kind or kind in role.kinds]


class PersonForm(SeenForm):
    """Name and phone of somebody."""

    display_name = _text("姓名", "Name", most=60)
    phone = _text("电话（可不填）", "Phone (optional)", most=20, required=False, validators=[PHONE])


class RoleForm(forms.Form):
    """A role in an organisation that the one who asks can see."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=say_later("单位", "Organisation"))
    role = forms.ChoiceField(label=say_later("角色", "Role"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(by).filter(is_active=True).in_tree()
        self.fields["organisation"].label_from_instance = lambda it: "\u3000" * it.depth + it.name
        self.fields["organisation"].empty_label = say("请选择", "Choose")
        self.fields["role"].choices = [("", say("请选择", "Choose")), *role_choices()]

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        organisation, role = asked.get("organisation"), asked.get("role")
        if organisation and role and organisation.kind not in ROLES[role].kinds:
            self.add_error("role", say("这个角色不能设在这个单位", "This role cannot be held in this organisation"))
        return asked


class InviteForm(RoleForm):
    """Who is invited, as what."""

    display_name = _text("姓名", "Name", most=60)
    field_order = ("display_name", "organisation", "role")


class LeaveForm(SeenForm):
    """Who takes over."""

    successor = forms.ModelChoiceField(
        User.objects.none(), label=say_later("接替人", "Successor"), required=False, to_field_name="uid"
    )

    def __init__(self, *args: Any, by: User, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.visible_to(by).filter(is_active=True).exclude(pk=person.pk).order_by("pinyin")
        self.fields["successor"].queryset = others
        self.fields["successor"].empty_label = say("无（岗位另有他人）", "None (others hold the same roles)")


class PurposeForm(forms.Form):
    """What a full phone number is needed for."""

    purpose = _text("用途", "Purpose", most=100, min_length=2)


class OrganisationForm(SeenForm):
    """Name, code and region; of a new one also its kind and the one above it."""

    name = _text("名称", "Name", most=100)
    code = _text(
        "单位编号（可不填；与工作簿“责任单位”的编号相同时自动对应）",
        "Code (optional; where a workbook's unit has it, the two are matched)",
        most=60,
        required=False,
    )
    region_id = _text(
        "街道或社区编号（可不填）", "Id of its subdistrict or community (optional)", most=60, required=False
    )


class NewOrganisationForm(OrganisationForm):
    """A new body in the tree."""

    kind = KindField(label=say_later("类型", "Kind"))
    parent = forms.ModelChoiceField(Organisation.objects.none(), label=say_later("上级单位", "Belongs to"))
    field_order = ("name", "kind", "parent", "code", "region_id")
    seen = None  # nothing was there to be seen

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, say(*said)) for code, said in KINDS.items()]
        self.fields["parent"].queryset = Organisation.objects.visible_to(by).filter(is_active=True).in_tree()
        self.fields["parent"].label_from_instance = lambda it: "\u3000" * it.depth + it.name
        self.fields["parent"].empty_label = None


class MoveForm(SeenForm):
    """Where an organisation belongs from now on: not to itself, nor below itself."""

    parent = forms.ModelChoiceField(Organisation.objects.none(), label=say_later("新的上级单位", "Belongs to"))

    def __init__(self, *args: Any, by: User, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.visible_to(by).filter(is_active=True).in_tree()
        others = others.exclude(path__startswith=organisation.path).exclude(pk=organisation.parent_id)
        self.fields["parent"].queryset = others
        self.fields["parent"].label_from_instance = lambda it: "\u3000" * it.depth + it.name
        self.fields["parent"].empty_label = say("请选择", "Choose")


class ImportForm(forms.Form):
    """A workbook of people."""

    file = forms.FileField(
        label=say_later("填写好的模板（XLSX 或 CSV）", "The filled template (XLSX or CSV)"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages=REQUIRED,
    )

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > 2_000_000:
            raise ValidationError(say("文件超过 2 MB", "The file is larger than 2 MB"))
        return self.cleaned_data["file"]
