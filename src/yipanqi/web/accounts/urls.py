"""Where the pages of people and organisations are."""

from django.urls import path

from .views import demonstration, imports, organisations, own, people

app_name = "accounts"
urlpatterns = [
    path("me/", own.profile, name="profile"),
    path("me/password/", own.password, name="password"),
    path("me/digest/", own.digest, name="digest"),
    path("me/sessions/<slug:name>/end/", own.end_session, name="end_session"),
    path("reset/", own.reset, name="reset"),
    path("demonstration/", demonstration.come_in, name="demonstration"),
    path("invitation/<str:key>/", own.invitation, name="invitation"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invite/<int:invitation_id>/revoke/", people.revoke, name="revoke"),
    path("people/import/", imports.imports, name="imports"),
    path("people/import/template.xlsx", imports.template, name="import_template"),
    path("people/import/<int:pk>/", imports.one_import, name="import"),
    path("people/import/<int:pk>/apply/", imports.apply, name="import_apply"),
    path("people/import/<int:pk>/codes/", imports.codes, name="import_codes"),
    path("people/import/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("people/<uuid:uid>/", people.person, name="person"),
    path("people/<uuid:uid>/edit/", people.edit_person, name="edit_person"),
    path("people/<uuid:uid>/phone/", people.phone, name="phone"),
    path("people/<uuid:uid>/roles/", people.grant, name="grant"),
    path("people/<uuid:uid>/roles/<int:membership_id>/end/", people.end_role, name="end_role"),
    path("people/<uuid:uid>/code/", people.code, name="code"),
    path("people/<uuid:uid>/sessions/end/", people.end_sessions, name="end_sessions"),
    path("people/<uuid:uid>/device/forget/", people.forget_device, name="forget_device"),
    path("people/<uuid:uid>/leave/", people.leave, name="leave"),
    path("people/<uuid:uid>/come-back/", people.come_back, name="come_back"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new_organisation, name="new_organisation"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit_organisation, name="edit_organisation"),
    path("organisations/<int:pk>/move/", organisations.move_organisation, name="move_organisation"),
    path("roles/", organisations.roles, name="roles"),
]
