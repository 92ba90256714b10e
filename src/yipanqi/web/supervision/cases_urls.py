"""Where the pages of the experience library are."""

from django.urls import path

from .views import cases

patterns = [
    path("supervision/cases/", cases.cases, name="cases"),
    path("supervision/cases/new", cases.case_new, name="case-new"),
    path("supervision/cases/<int:pk>/", cases.case, name="case"),
    path("supervision/cases/<int:pk>/edit", cases.case_edit, name="case-edit"),
    path("supervision/cases/<int:pk>/move", cases.case_move, name="case-move"),
]
