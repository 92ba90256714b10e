"""Where the pages of assessments are."""

from django.urls import path

from .views import assessed, assessments, entering, proofs, schemes

_HERE = "supervision/assessments"
patterns = [
    path(f"{_HERE}/", assessments.assessments, name="assessments"),
    path(f"{_HERE}/new/", assessments.new, name="assessment-new"),
    path(f"{_HERE}/appeals/", assessed.appeals, name="assessment-appeals"),
    path(f"{_HERE}/appeals/<int:pk>/decide", assessed.decide, name="assessment-decide"),
    path(f"{_HERE}/schemes/", schemes.schemes, name="assessment-schemes"),
    path(f"{_HERE}/schemes/new/", schemes.new, name="assessment-scheme-new"),
    path(f"{_HERE}/schemes/template", schemes.template, name="assessment-scheme-template"),
    path(f"{_HERE}/schemes/shipped/<slug:key>/", schemes.preset, name="assessment-preset"),
    path(f"{_HERE}/schemes/<int:pk>/", schemes.scheme, name="assessment-scheme"),
    path(f"{_HERE}/<int:pk>/", assessments.assessment, name="assessment"),
    path(f"{_HERE}/<int:pk>/move", assessments.move, name="assessment-move"),
    path(f"{_HERE}/<int:pk>/fill", assessments.fill, name="assessment-fill"),
    path(f"{_HERE}/<int:pk>/enter/<slug:key>/", entering.enter, name="assessment-enter"),
    path(f"{_HERE}/<int:pk>/units/<int:unit>/", assessed.unit, name="assessment-unit"),
    path(f"{_HERE}/<int:pk>/units/<int:unit>/bar", entering.bar, name="assessment-bar"),
    path(f"{_HERE}/<int:pk>/units/<int:unit>/files/<uuid:uid>", proofs.file, name="assessment-file"),
    path(f"{_HERE}/<int:pk>/units/<int:unit>/<slug:key>/", assessed.rows, name="assessment-rows"),
    path(f"{_HERE}/<int:pk>/units/<int:unit>/<slug:key>/appeal", assessed.appeal, name="assessment-appeal"),
]
