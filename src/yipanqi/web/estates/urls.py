"""Where the pages that span stages are."""

from django.urls import path

from .views import estate, home, map, registry, settings

app_name = "estates"
urlpatterns = [
    path("board/export", home.export, name="board-export"),
    path("settings/", settings.settings, name="settings"),
    path("estates/", registry.estates, name="registry"),
    path("estates/export", registry.export, name="registry-export"),
    path("estates/map/", map.estates_map, name="map"),
    path("estates/map/export", map.export, name="map-export"),
    path("estates/columns", registry.columns, name="columns"),
    path("estates/<int:record_id>/", estate.estate, name="estate"),
    path("estates/<int:record_id>/photos", estate.add_photo, name="photo-add"),
]
