"""Where the pages of programmes are."""

from django.urls import path

from .views import imports, lacks, mappings, photos, rows, sheets, units

app_name = "programmes"
urlpatterns = [
    path("photos/<uuid:uid>/", photos.photo, name="photo"),
    path("photos/<uuid:uid>/remove", photos.remove_photo, name="photo-remove"),
    path("programmes/template", rows.template, name="template"),
    path("programmes/<int:entry_id>/", rows.programme, name="programme"),
    path("programmes/<int:entry_id>/choose", rows.choose, name="choose"),
    path("programmes/<int:entry_id>/export", rows.export, name="export"),
    path("programmes/<int:entry_id>/sheets/<slug:key>/", sheets.sheet, name="sheet"),
    path("programmes/<int:entry_id>/sheets/<slug:key>/add", rows.add, name="add"),
    path("programmes/<int:entry_id>/removed/", sheets.removed, name="removed"),
    path("programmes/<int:entry_id>/lacks/", lacks.lacking, name="lacks"),
    path("programmes/<int:entry_id>/units/", units.units, name="units"),
    path("records/<int:record_id>/", rows.record, name="record"),
    path("records/<int:record_id>/remove", rows.remove, name="remove"),
    path("records/<int:record_id>/confirm", rows.confirm_row, name="confirm-row"),
    path("records/<int:record_id>/restore", rows.restore, name="restore"),
    path("imports/", imports.imports, name="imports"),
    path("imports/drop-refused", imports.drop_refused, name="imports-drop-refused"),
    path("imports/<uuid:uid>/", imports.batch, name="import"),
    path("imports/<uuid:uid>/confirm", imports.confirm, name="import-confirm"),
    path("imports/<uuid:uid>/again", imports.check_again, name="import-again"),
    path("imports/<uuid:uid>/drop", imports.drop, name="import-drop"),
    path("imports/<uuid:uid>/undo", imports.undo, name="import-undo"),
    path("imports/<uuid:uid>/mapping/", mappings.mapping, name="mapping"),
    path("imports/<uuid:uid>/mapping/from-file", mappings.from_file, name="mapping-from-file"),
    path("imports/<uuid:uid>/mapping.json", mappings.download, name="mapping-file"),
    path("imports/mappings/<int:pk>.json", mappings.kept, name="mapping-kept"),
    path("imports/mappings/<int:pk>/forget", mappings.forget, name="mapping-forget"),
    path("imports/<uuid:uid>/<str:what>.xlsx", imports.file, name="import-file"),
]
