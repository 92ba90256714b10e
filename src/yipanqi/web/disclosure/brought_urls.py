"""Where lists are brought from outside."""

from django.urls import path

from .views import brought

patterns = [
    path("disclosure/lists/", brought.lists, name="lists"),
    path("disclosure/lists/<slug:kind>/", brought.lists, name="list"),
    path("disclosure/lists/<slug:kind>/look/", brought.look, name="list-look"),
    path("disclosure/lists/<slug:kind>/template.csv", brought.empty, name="list-template"),
    path("disclosure/lists/<slug:kind>/<int:pk>/undo", brought.undo, name="list-undo"),
]
