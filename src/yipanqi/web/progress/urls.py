"""Where the pages of progress are."""

from django.urls import path

from . import lights_urls
from .forecast_urls import patterns as forecast_urls
from .queue_urls import patterns as queue
from .replan_urls import patterns as replan
from .views import confirming, estates, photos, reports

app_name = "progress"
urlpatterns = [
    path("progress/", reports.index, name="index"),
    path("progress/confirm/", confirming.confirm, name="confirm"),
    path("progress/tasks/<int:pk>/report/", reports.report_new, name="report-new"),
    path("progress/estates/<path:estate>/report/", estates.estate, name="estate"),
    path("progress/reports/<int:pk>/", reports.report, name="report"),
    path("progress/reports/<int:pk>/confirm", reports.report_confirm, name="report-confirm"),
    path("progress/reports/<int:pk>/back", reports.report_back, name="report-back"),
    path("progress/photos/", photos.photos, name="photos"),
    path("progress/photos/<uuid:uid>/", photos.photo, name="photo"),
    path("progress/photos/<uuid:uid>/clear", photos.photo_clear, name="photo-clear"),
    *queue,
    *replan,
    *lights_urls.patterns,
    *forecast_urls,
]
