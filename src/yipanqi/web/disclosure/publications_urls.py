"""Where publications are listed, made and moved."""

from django.urls import path

from .views import publications

patterns = [
    path("disclosure/", publications.index, name="index"),
]
