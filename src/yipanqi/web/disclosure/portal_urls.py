"""Where the portal's addresses are read in."""

from django.urls import path

from .views import portal

patterns = [
    path("disclosure/portal/", portal.portal, name="portal"),
    path("disclosure/portal/look/", portal.look, name="portal-look"),
    path("disclosure/portal/template.csv", portal.empty, name="portal-template"),
    path("disclosure/portal/<int:pk>/undo", portal.undo, name="portal-undo"),
]
