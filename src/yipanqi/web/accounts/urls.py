"""Where the pages of people and organisations are."""

from django.urls import path

from . import import_views, own_views, views

app_name = "accounts"
urlpatterns = [
    path("me/", own_views.profile, name="profile"),
    path("me/password/", own_views.password, name="password"),
    path("me/sessions/<slug:name>/end/", own_views.end_session, name="end_session"),
    path("reset/", own_views.reset, name="reset"),
    path("invitation/<str:key>/", own_views.invitation, name="invitation"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/invite/<int:invitation_id>/revoke/", views.revoke, name="revoke"),
    path("people/import/", import_views.imports, name="imports"),
    path("people/import/template.xlsx", import_views.template, name="import_template"),
    path("people/import/<int:pk>/", import_views.one_import, name="import"),
    path("people/import/<int:pk>/apply/", import_views.apply, name="import_apply"),
    path("people/import/<int:pk>/codes/", import_views.codes, name="import_codes"),
    path("people/import/<int:pk>/undo/", import_views.undo, name="import_undo"),
    path("people/<uuid:uid>/", views.person, name="person"),
    path("people/<uuid:uid>/edit/", views.edit_person, name="edit_person"),
    path("people/<uuid:uid>/phone/", views.phone, name="phone"),
    path("people/<uuid:uid>/roles/", views.grant, name="grant"),
    path("people/<uuid:uid>/roles/<int:membership_id>/end/", views.end_role, name="end_role"),
    path("people/<uuid:uid>/code/", views.code, name="code"),
    path("people/<uuid:uid>/sessions/end/", views.end_sessions, name="end_sessions"),
    path("people/<uuid:uid>/device/forget/", views.forget_device, name="forget_device"),
    path("people/<uuid:uid>/leave/", views.leave, name="leave"),
    path("people/<uuid:uid>/come-back/", views.come_back, name="come_back"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.new_organisation, name="new_organisation"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", views.edit_organisation, name="edit_organisation"),
    path("organisations/<int:pk>/move/", views.move_organisation, name="move_organisation"),
    path("roles/", views.roles, name="roles"),
]
