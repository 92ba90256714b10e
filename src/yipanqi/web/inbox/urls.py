"""Where the pages of the inbox are."""

from django.urls import path

from . import views

app_name = "inbox"
urlpatterns = [
    path("inbox/", views.index, name="index"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/sendings/", views.sendings, name="sendings"),
    path("inbox/<int:pk>/open/", views.open_matter, name="open"),
    path("inbox/<int:pk>/read/", views.read, name="read"),
    path("inbox/<int:pk>/done/", views.mark_done, name="done"),
]
