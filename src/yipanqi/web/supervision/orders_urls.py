"""Where the pages of orders are."""

from django.urls import path

from .views import orders

patterns = [
    path("supervision/", orders.index, name="index"),
    path("supervision/orders/<int:pk>/", orders.order, name="order"),
]
