"""Where the pages of the log are."""

from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.log, name="log"),
    path("audit/export.csv", views.export, name="export"),
    path("audit/export.jsonl", views.export_lines, name="export-lines"),
    path("audit/<str:subject_type>/<str:subject_id>/", views.history, name="history"),
]
