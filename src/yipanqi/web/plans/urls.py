"""Where the pages of plans are."""

from django.urls import path

from .views import adoption, by_hand, parts, runs

app_name = "plans"
urlpatterns = [
    path("plans/", runs.index, name="index"),
    path("plans/new/", runs.new, name="new"),
    path("plans/compare/", runs.compare, name="compare"),
    path("plans/<uuid:uid>/", runs.run, name="run"),
    path("programmes/<int:entry_id>/plan", runs.at_once, name="at-once"),
    path("plans/<uuid:uid>/stop/", runs.stop, name="stop"),
    path("plans/<uuid:uid>/again/", runs.again, name="again"),
    path("plans/<uuid:uid>/on/", runs.go_on, name="go_on"),
    path("plans/<uuid:uid>/hand/", by_hand.hand, name="hand"),
    path("plans/<uuid:uid>/propose/", adoption.propose, name="propose"),
    path("plans/<uuid:uid>/adopt/", adoption.adopt, name="adopt"),
    path("plans/<uuid:uid>/decline/", adoption.decline, name="decline"),
    path("plans/<uuid:uid>/withdraw/", adoption.withdraw, name="withdraw"),
    path("plans/<uuid:uid>/documents/", adoption.print_documents, name="documents"),
    path("plans/<uuid:uid>/documents/<slug:lang>/<int:number>/", adoption.document, name="document"),
    path("plans/<uuid:uid>/remake/", adoption.remake, name="remake"),
    path("plans/<uuid:uid>/<slug:name>/", parts.part, name="part"),
]
