"""Where the pages of programmes are."""

from django.urls import path

from .views import estate, estates, ground, home, imports, rows, units

app_name = "programmes"
urlpatterns = [
    path("board/export", home.export, name="board-export"),
    path("estates/", estates.estates, name="estates"),
    path("estates/export", estates.export, name="estates-export"),
    path("estates/map/", ground.ground, name="map"),
    path("estates/map/export", ground.export, name="map-export"),
    path("estates/columns", estates.columns, name="estates-columns"),
    path("estates/<int:record_id>/", estate.estate, name="estate"),
    path("estates/<int:record_id>/photos", estate.add_photo, name="photo-add"),
    path("photos/<uuid:uid>/", estate.photo, name="photo"),
    path("photos/<uuid:uid>/remove", estate.remove_photo, name="photo-remove"),
    path("programmes/template", rows.template, name="template"),
    path("programmes/<int:entry_id>/", rows.programme, name="programme"),
    path("programmes/<int:entry_id>/choose", rows.choose, name="choose"),
    path("programmes/<int:entry_id>/export", rows.export, name="export"),
    path("programmes/<int:entry_id>/sheets/<slug:key>/", rows.sheet, name="sheet"),
    path("programmes/<int:entry_id>/sheets/<slug:key>/add", rows.add, name="add"),
    path("programmes/<int:entry_id>/units/", units.units, name="units"),
    path("records/<int:record_id>/", rows.record, name="record"),
    path("records/<int:record_id>/remove", rows.remove, name="remove"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:uid>/", imports.batch, name="import"),
    path("imports/<uuid:uid>/confirm", imports.confirm, name="import-confirm"),
    path("imports/<uuid:uid>/again", imports.check_again, name="import-again"),
    path("imports/<uuid:uid>/drop", imports.drop, name="import-drop"),
    path("imports/<uuid:uid>/undo", imports.undo, name="import-undo"),
    path("imports/<uuid:uid>/<str:what>.xlsx", imports.file, name="import-file"),
]
