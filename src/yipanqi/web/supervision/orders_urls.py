"""Where the pages of orders are."""

from django.urls import path

from .views import orders, orders_act, orders_new

patterns = [
    path("supervision/", orders.index, name="index"),
    path("supervision/orders/new/", orders_new.new, name="order-new"),
    path("supervision/orders/<int:pk>/", orders.order, name="order"),
    path("supervision/orders/<int:pk>/edit/", orders_new.edit, name="order-edit"),
    path("supervision/orders/<int:pk>/act", orders_act.act, name="order-act"),
    path("supervision/orders/<int:pk>/files/<uuid:uid>", orders.file, name="order-file"),
]
