"""Where plan and actual stand beside each other, and where one plans on from there."""

from django.urls import path

from .views import actual, replan

patterns = [
    path("progress/actual/", actual.actual, name="actual"),
    path("progress/replan/", replan.replan, name="replan"),
    path("progress/replan/look/", replan.look_anew, name="replan-look"),
    path("progress/replan/<uuid:uid>/", replan.moves, name="replan-moves"),
]
