"""Where each page is."""

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from yipanqi.web.accounts.views import own
from yipanqi.web.estates.views import home
from yipanqi.web.page import health

handler400 = "yipanqi.web.page.errors.bad_request"
handler403 = "yipanqi.web.audit.views.forbidden"
handler404 = "yipanqi.web.page.errors.not_found"
handler500 = "yipanqi.web.page.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("health", health.health, name="health"),
    path("language/", own.language, name="language"),
    path("login/", account.login, name="account_login"),
    path("login/code/", own.Code.as_view(), name="mfa_authenticate"),
    path("logout/", login_not_required(account.logout), name="account_logout"),  # also between password and code
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", own.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("me/device/", RedirectView.as_view(pattern_name="accounts:profile"), name="mfa_index"),
    path("me/device/new/", own.Activate.as_view(), name="mfa_activate_totp"),
    path("me/device/remove/", own.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("me/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/codes/new/", own.Codes.as_view(), name="mfa_generate_recovery_codes"),
    path("me/codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("", include("yipanqi.web.estates.urls")),
    path("", include("yipanqi.web.programmes.urls")),
    path("", include("yipanqi.web.plans.urls")),
    path("", include("yipanqi.web.delivery.urls")),
    path("", include("yipanqi.web.progress.urls")),
    path("", include("yipanqi.web.supervision.urls")),
    path("", include("yipanqi.web.disclosure.urls")),
    path("", include("yipanqi.web.accounts.urls")),
    path("", include("yipanqi.web.inbox.urls")),
    path("", include("yipanqi.web.jobs.urls")),
    path("", include("yipanqi.web.audit.urls")),
]

if settings.OIDC_SERVER:
    from yipanqi.web.accounts import oidc

    urlpatterns += [
        path("sso/oidc/<str:provider_id>/login/", oidc.login, name="openid_connect_login"),
        path("sso/oidc/<str:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
        path(
            "sso/cancelled/",
            login_not_required(RedirectView.as_view(url="/login/")),
            name="socialaccount_login_cancelled",
        ),
    ]
if settings.CAS_SERVER_URL:
    from yipanqi.web.accounts.cas import CasLogin

    urlpatterns.append(path("sso/cas/", login_not_required(CasLogin.as_view()), name="cas_ng_login"))
