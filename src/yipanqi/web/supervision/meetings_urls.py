"""Where the pages of meetings are."""

from django.urls import path

from .views import meeting_items, meetings

patterns = [
    path("supervision/meetings/", meetings.meetings, name="meetings"),
    path("supervision/meetings/new", meetings.meeting_new, name="meeting-new"),
    path("supervision/meetings/items/", meeting_items.items, name="meeting-items"),
    path("supervision/meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("supervision/meetings/<int:pk>/edit", meetings.meeting_edit, name="meeting-edit"),
    path("supervision/meetings/<int:pk>/move", meetings.meeting_move, name="meeting-move"),
    path("supervision/meetings/<int:pk>/agenda", meetings.agenda, name="meeting-agenda"),
    path("supervision/meetings/<int:pk>/minutes", meetings.minutes, name="meeting-minutes"),
    path("supervision/meetings/<int:pk>/<slug:kind>.docx", meetings.file, name="meeting-file"),
    path("supervision/meetings/<int:pk>/items/new", meeting_items.item_new, name="meeting-item-new"),
    path("supervision/meetings/items/<int:pk>/", meeting_items.item, name="meeting-item"),
    path("supervision/meetings/items/<int:pk>/edit", meeting_items.item_edit, name="meeting-item-edit"),
    path("supervision/meetings/items/<int:pk>/move", meeting_items.item_move, name="meeting-item-move"),
]
