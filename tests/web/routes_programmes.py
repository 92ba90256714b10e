"""Who gets what from the routes of programmes, in a district that has none yet."""

from uuid import UUID

from web.routes import Row

VIEW = ("district", "office", "department", "utility", "subdistrict", "community")
EDIT = ("office", "subdistrict", "community")
IMPORT = ("office",)
EXPORT = ("district", "office", "department", "subdistrict")


def _none(district):
    return [10**9]


def _sheet(district):
    return [10**9, "estates"]


def _uid(district):
    return [UUID(int=1)]


def _file(district):
    return [UUID(int=1), "marked"]


ROWS = (
    Row(name="estates:board-export", who=EXPORT, get=404),
    Row(name="estates:registry", who=VIEW, get=200),
    Row(name="estates:registry-export", who=EXPORT, get=404),
    Row(name="estates:map", who=VIEW, get=200),
    Row(name="estates:map-export", who=EXPORT, get=404),
    Row(name="estates:columns", who=VIEW, post=302),
    Row(name="estates:estate", who=VIEW, get=404, args=_none),
    Row(name="estates:photo-add", who=EDIT, post=404, args=_none),
    Row(name="programmes:photo", who=VIEW, get=404, args=_uid),
    Row(name="programmes:photo-remove", who=EDIT, post=404, args=_uid),
    Row(name="programmes:template", who=VIEW, get=200),
    Row(name="programmes:programme", who=VIEW, get=404, args=_none),
    Row(name="programmes:choose", who=VIEW, post=404, args=_none),
    Row(name="programmes:export", who=EXPORT, get=404, post=404, args=_none),
    Row(name="programmes:sheet", who=VIEW, get=404, args=_sheet),
    Row(name="programmes:add", who=EDIT, get=404, post=404, args=_sheet),
    Row(name="programmes:removed", who=VIEW, get=404, args=_none),
    Row(name="programmes:confirm-row", who=EDIT, post=404, args=_none),
    Row(name="programmes:restore", who=EDIT, post=404, args=_none),
    Row(name="programmes:lacks", who=VIEW, get=404, args=_none),
    Row(name="programmes:units", who=IMPORT, get=404, post=404, args=_none),
    Row(name="programmes:record", who=VIEW, get=404, post=404, args=_none),
    Row(name="programmes:remove", who=EDIT, post=404, args=_none),
    Row(name="programmes:imports", who=IMPORT, get=200, post=422),
    Row(name="programmes:imports-drop-refused", who=IMPORT, post=302),
    Row(name="programmes:import", who=IMPORT, get=404, args=_uid),
    Row(name="programmes:import-confirm", who=IMPORT, post=404, args=_uid),
    Row(name="programmes:import-again", who=IMPORT, post=404, args=_uid),
    Row(name="programmes:import-drop", who=IMPORT, post=404, args=_uid),
    Row(name="programmes:import-undo", who=IMPORT, post=404, args=_uid),
    Row(name="programmes:mapping", who=IMPORT, get=404, post=404, args=_uid),
    Row(name="programmes:mapping-from-file", who=IMPORT, post=404, args=_uid),
    Row(name="programmes:mapping-file", who=IMPORT, get=404, args=_uid),
    Row(name="programmes:mapping-kept", who=IMPORT, get=404, args=_none),
    Row(name="programmes:mapping-forget", who=IMPORT, post=404, args=_none),
    Row(name="programmes:import-file", who=IMPORT, get=404, args=_file),
)
