"""Where the pages of the jobs are."""

from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.index, name="index"),
    path("jobs/<int:job_id>/", views.job, name="job"),
    path("jobs/<int:job_id>/stop/", views.stop, name="stop"),
    path("jobs/<int:job_id>/again/", views.again, name="again"),
]
