"""Where what is due stands."""

from django.urls import path

from .views import duties

_ONE = "disclosure/duties/<slug:obligation>/<str:matter>"
patterns = [
    path("disclosure/duties/", duties.index, name="duties"),
    path(f"{_ONE}/", duties.one, name="duty"),
    path(f"{_ONE}/recall", duties.recall, name="duty-recall"),
]
