"""The platform's settings, read once from the environment; what is wrong fails loudly, with a hint."""

import os
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

SAMPLE_KEY = "development-only-never-in-production"


def flag(name: str, default: bool) -> bool:
    """1/true/yes/on and 0/false/no/off."""
    said = os.environ.get(name, "").strip().lower()
    if said in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return default if not said else said in ("1", "true", "yes", "on")
    raise ImproperlyConfigured(f"{name}={said!r}: say 1 or 0")


DEBUG = flag("YIPANQI_DEBUG", False)
HOME = Path(os.environ.get("YIPANQI_HOME", "var")).resolve()  # database, media, checkpoints
SECRET_KEY = os.environ.get("YIPANQI_SECRET_KEY", SAMPLE_KEY if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set YIPANQI_SECRET_KEY to a long random text (or YIPANQI_DEBUG=1 for development)")
FIELD_KEY = os.environ.get("YIPANQI_FIELD_KEY") or SECRET_KEY  # seals phones and one-time secrets at rest
PROXIES = int(os.environ.get("YIPANQI_PROXIES", "0"))  # our own proxies in front, whose word on addresses is taken
ALLOWED_HOSTS = os.environ.get("YIPANQI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
_IS_HERE = {*ALLOWED_HOSTS} <= {"localhost", "127.0.0.1", "[::1]"}
DEMONSTRATION = flag("YIPANQI_DEMONSTRATION", DEBUG and _IS_HERE)  # its people come in without password or code
if DEMONSTRATION and not _IS_HERE:
    raise ImproperlyConfigured(
        "YIPANQI_DEMONSTRATION=1 lets people in without a password, so YIPANQI_HOSTS may name this machine alone"
    )
TODAY = date.fromisoformat(os.environ["YIPANQI_TODAY"]) if os.environ.get("YIPANQI_TODAY") else None
if TODAY and not DEMONSTRATION:
    raise ImproperlyConfigured("YIPANQI_TODAY is for a demonstration alone: a server goes by the clock")

INSTALLED_APPS = [
    "yipanqi.web.estates",  # ours first: their templates stand before those of libraries
    "yipanqi.web.disclosure",
    "yipanqi.web.supervision",
    "yipanqi.web.progress",
    "yipanqi.web.delivery",
    "yipanqi.web.plans",
    "yipanqi.web.programmes",
    "yipanqi.web.backups",
    "yipanqi.web.inbox",
    "yipanqi.web.jobs",
    "yipanqi.web.accounts",
    "yipanqi.web.audit",
    "yipanqi.web.page",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "django.forms",
]
MIDDLEWARE = [
    "yipanqi.web.page.trace.Trace",
    "django.middleware.security.SecurityMiddleware",
    "yipanqi.web.page.errors.Methods",
    "yipanqi.web.page.door.Door",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yipanqi.web.page.errors.Patience",
    "yipanqi.web.accounts.turnstile.Turnstile",
    "allauth.account.middleware.AccountMiddleware",
    "yipanqi.web.accounts.gate.Language",
    "yipanqi.web.accounts.gate.Gate",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "yipanqi.web.urls"
WSGI_APPLICATION = "yipanqi.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "yipanqi.web.page.rendering.Templates",
        "NAME": "django",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "yipanqi.web.estates.rail.shell",
                "yipanqi.web.programmes.working.working",
                "yipanqi.web.inbox.unread.unread",
            ]
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'yipanqi.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a read-then-write under the default mode fails under load
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # the last one that closes empties the log of writes: not at each page
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options",
        "-c max_parallel_workers_per_gather=0 -c jit=off",  # many short questions at once: each on one processor
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FORM_RENDERER = "yipanqi.web.page.plain_select.Renderer"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

CSRF_FAILURE_VIEW = "yipanqi.web.page.errors.csrf_failure"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["yipanqi.web.accounts.hashing.QueueingArgon2"]
PASSWORD_POLICY = os.environ.get("YIPANQI_PASSWORD_POLICY", "dengbao")  # or asvs: no composition, no expiry
PASSWORD_DAYS = 90 if PASSWORD_POLICY == "dengbao" else 0
_ENTRY = "yipanqi.web.accounts.entry"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_ENTRY}.NotTheName", "OPTIONS": {"user_attributes": ("login", "display_name", "pinyin")}},
    {"NAME": f"{_ENTRY}.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_ENTRY}.NotCommon"},
    {"NAME": f"{_ENTRY}.ThreeKinds"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "home", "account_login"

ACCOUNT_ADAPTER = "yipanqi.web.accounts.entry.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "yipanqi.web.accounts.forms.LoginForm",
    "reauthenticate": "yipanqi.web.accounts.forms.AgainForm",
}
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/300s/key"}  # of codes; passwords are counted by axes
MFA_ADAPTER = "yipanqi.web.accounts.entry.MFAAdapter"
MFA_FORMS = {
    "authenticate": "yipanqi.web.accounts.forms.CodeForm",
    "reauthenticate": "yipanqi.web.accounts.forms.CodeAgainForm",
    "activate_totp": "yipanqi.web.accounts.forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "一盘棋"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "yipanqi.web.accounts.entry.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(seconds=300)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the lock ends, also while somebody goes on trying
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # never an address alone: a whole street may share it
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "yipanqi.web.accounts.entry.login_asked"
AXES_CLIENT_IP_CALLABLE = "yipanqi.web.page.trace.address"
AXES_LOCKOUT_CALLABLE = "yipanqi.web.accounts.entry.locked"
AXES_DISABLE_ACCESS_LOG = True  # the audit log tells who came and went
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# Single sign-on, each by its environment; only people who already have an account here come in.
SSO_HAS_TWO_FACTORS = flag("YIPANQI_SSO_TWO_FACTORS", False)  # true: whoever comes from there is not asked again
OIDC_SERVER = os.environ.get("YIPANQI_OIDC_SERVER", "")
OIDC_CLAIM = os.environ.get("YIPANQI_OIDC_CLAIM", "preferred_username")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "district",
                "name": os.environ.get("YIPANQI_OIDC_NAME", "统一身份认证 · Single sign-on"),
                "client_id": os.environ.get("YIPANQI_OIDC_CLIENT", ""),
                "secret": os.environ.get("YIPANQI_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER, "uid_field": OIDC_CLAIM},
            }
        ]
        if OIDC_SERVER
        else []
    }
}
CAS_SERVER_URL = os.environ.get("YIPANQI_CAS_SERVER", "")
if CAS_SERVER_URL:
    INSTALLED_APPS.append("django_cas_ng")
    AUTHENTICATION_BACKENDS.append("django_cas_ng.backends.CASBackend")
    CAS_VERSION = "3"
    CAS_CREATE_USER = False
    CAS_LOGIN_MSG = None
    CAS_USERNAME_ATTRIBUTE = os.environ.get("YIPANQI_CAS_ATTRIBUTE", "cas:user")
    CAS_CHECK_NEXT = True

# The daily digest goes out by mail or SMS only where a server or a gateway is given; in development it goes to the log.
MAIL_SERVER = os.environ.get("YIPANQI_MAIL", "")  # smtp://user:password@host:port, smtps:// for TLS from the start
MAIL_FROM = os.environ.get("YIPANQI_MAIL_FROM", "")
SMS_GATEWAY = os.environ.get("YIPANQI_SMS_GATEWAY", "")  # takes {"phone": …, "text": …} by POST
SMS_TOKEN = os.environ.get("YIPANQI_SMS_TOKEN", "")
_MAIL = urlsplit(MAIL_SERVER)
if MAIL_SERVER and not (_MAIL.scheme in ("smtp", "smtps") and _MAIL.hostname):
    raise ImproperlyConfigured("YIPANQI_MAIL: say smtp://user:password@host:port, or smtps://…")
if MAIL_SERVER and "@" not in MAIL_FROM:
    raise ImproperlyConfigured("YIPANQI_MAIL needs YIPANQI_MAIL_FROM: the address that mails come from")
if SMS_GATEWAY and not (urlsplit(SMS_GATEWAY).scheme == "https" and urlsplit(SMS_GATEWAY).hostname):
    raise ImproperlyConfigured("YIPANQI_SMS_GATEWAY: say an address that begins with https://")
if SMS_GATEWAY and not SMS_TOKEN:
    raise ImproperlyConfigured("YIPANQI_SMS_GATEWAY needs YIPANQI_SMS_TOKEN")
EMAIL_HOST, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
    unquote(part or "") for part in (_MAIL.hostname, _MAIL.username, _MAIL.password)
)
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_USE_TLS = _MAIL.scheme == "smtp" and EMAIL_HOST not in ("localhost", "127.0.0.1", "::1")  # never in the clear
EMAIL_PORT = _MAIL.port or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
EMAIL_TIMEOUT = OUTSIDE_SECONDS = 20  # to wait for a server outside
DEFAULT_FROM_EMAIL = MAIL_FROM or "yipanqi@localhost"

# The map lies on plain paper unless an address of tiles is given; its origin is then the only one pictures come from.
TILES = os.environ.get("YIPANQI_TILES", "")  # https://tiles.example.gov.cn/{z}/{x}/{y}.png
TILES_BY = os.environ.get("YIPANQI_TILES_BY", "")  # who made them, with the number of their review (审图号)
TILES_SYSTEM = os.environ.get("YIPANQI_TILES_SYSTEM", "cgcs2000").lower().replace("-", "")
_TILES = urlsplit(TILES)
if TILES and not (all(part in TILES for part in ("{z}", "{x}", "{y}")) and (_TILES.netloc or TILES.startswith("/"))):
    raise ImproperlyConfigured(f"YIPANQI_TILES={TILES!r}: say an address with {{z}}, {{x}} and {{y}}")
if "{" in _TILES.netloc or (_TILES.netloc and _TILES.scheme not in ("http", "https")):
    raise ImproperlyConfigured(f"YIPANQI_TILES={TILES!r}: say http or https and one host, without {{s}}")
if TILES_SYSTEM not in ("cgcs2000", "wgs84", "gcj02"):
    raise ImproperlyConfigured(f"YIPANQI_TILES_SYSTEM={TILES_SYSTEM!r}: say CGCS2000, WGS84 or GCJ-02")

_SIGN_ON = sorted({f"{it.scheme}://{it.netloc}" for it in map(urlsplit, (OIDC_SERVER, CAS_SERVER_URL)) if it.netloc})
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *([f"{_TILES.scheme}://{_TILES.netloc}"] if _TILES.netloc else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *_SIGN_ON],
    }
}
SESSION_ENGINE = "yipanqi.web.accounts.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("YIPANQI_ORIGINS", "").split(",") if origin]
ADDRESS = (CSRF_TRUSTED_ORIGINS or [f"{'http' if DEBUG else 'https'}://{ALLOWED_HOSTS[0]}"])[0]  # in what goes out
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 86_400
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEBUG and flag("YIPANQI_HTTPS", True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
X_FRAME_OPTIONS = "DENY"

AT_START = [  # functions that remove what killed processes left; a worker calls them
    "yipanqi.web.backups.actions.clear_left",
    "yipanqi.web.programmes.left.clear_left",
    "yipanqi.web.plans.left.clear_left",
]
# functions that say which of their parts are well
HEALTH_CHECKS = ["yipanqi.web.jobs.views.health", "yipanqi.web.audit.watch.health"]
CHORES = [  # functions that a worker calls every few minutes
    "yipanqi.web.accounts.actions.tidying.tidy",
    "yipanqi.web.inbox.actions.digests.file_if_due",
    "yipanqi.web.delivery.jobs.file_if_due",
    "yipanqi.web.progress.jobs.file_if_due",
    "yipanqi.web.progress.jobs.catch_up",
    "yipanqi.web.supervision.ladder_jobs.file_if_due",
    "yipanqi.web.disclosure.public.building.file_if_due",
    "yipanqi.web.disclosure.duties_jobs.file_if_due",
]
CHECKPOINTS = Path(os.environ.get("YIPANQI_CHECKPOINTS", HOME / "checkpoints.jsonl"))  # better on another machine
CHECKPOINT_KEY = Path(os.environ.get("YIPANQI_CHECKPOINT_KEY", HOME / "keys" / "checkpoint.pem"))
BACKUP_PASSPHRASE = os.environ.get("YIPANQI_BACKUP_PASSPHRASE", "")
BACKUP_PASSPHRASE_FILE = os.environ.get("YIPANQI_BACKUP_PASSPHRASE_FILE", "")  # kept elsewhere too: it alone opens

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "yipanqi.web.page.trace.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "axes": {"level": "CRITICAL"},  # it tells login names
    },
}
