"""Where publications are listed, made and moved."""

from django.urls import path

from .views import acts, editing, publications

_V = "disclosure/p/<str:uid>/v<int:number>"
patterns = [
    path("disclosure/", publications.index, name="index"),
    path("disclosure/offers/", publications.offers_page, name="offers"),
    path("disclosure/new/", publications.new, name="new"),
    path("disclosure/settings/", publications.settings_page, name="settings"),
    path("disclosure/p/<str:uid>/", publications.publication, name="publication"),
    path(f"{_V}/", publications.version, name="version"),
    path(f"{_V}/preview/<str:lang>/", publications.preview, name="version-preview"),
    path(f"{_V}/text/", editing.text, name="version-text"),
    path(f"{_V}/paragraph/<str:key>/", editing.paragraph, name="version-paragraph"),
    path(f"{_V}/record/", editing.record, name="version-record"),
    path(f"{_V}/renew", editing.renew, name="version-renew"),
    path(f"{_V}/files", editing.attach, name="version-attach"),
    path(f"{_V}/files/<int:pk>", publications.file, name="file"),
    path(f"{_V}/files/<int:pk>/remove", editing.detach, name="version-detach"),
    path(f"{_V}/files/<int:pk>/cover/", editing.cover, name="version-cover"),
    path(f"{_V}/files/<int:pk>/looked", editing.look, name="version-look"),
    path(f"{_V}/reviews/", acts.reviews, name="version-reviews"),
    path(f"{_V}/override", acts.override, name="version-override"),
    path(f"{_V}/override/<int:pk>/agree", acts.agree, name="version-agree"),
    path(f"{_V}/check", acts.check, name="version-check"),
    path(f"{_V}/back", acts.send_back, name="version-send-back"),
    path(f"{_V}/sign/", acts.sign, name="version-sign"),
    path(f"{_V}/publish", acts.publish, name="version-publish"),
    path(f"{_V}/correct/", acts.correct, name="version-correct"),
    path(f"{_V}/end/", acts.end, name="version-end"),
    path(f"{_V}/withdraw/", acts.withdraw, name="version-withdraw"),
    path(f"{_V}/destroy/", acts.destroy, name="version-destroy"),
    path(f"{_V}/drop", acts.drop, name="version-drop"),
]
