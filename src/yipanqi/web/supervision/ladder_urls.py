"""Where the pages of the ladder are."""

from django.urls import path

from .views import ladder

patterns = [
    path("supervision/ladder/", ladder.ladder, name="ladder"),
    path("supervision/ladder/next/", ladder.ladder_next, name="ladder-next"),
    path("supervision/ladder/<int:entry_id>/look", ladder.ladder_look, name="ladder-look"),
    path("supervision/ladder/raised/", ladder.ladder_raised, name="ladder-raised"),
    path("supervision/ladder/steps/", ladder.ladder_steps, name="ladder-steps"),
    path("supervision/ladder/steps/<int:pk>/letter", ladder.ladder_letter, name="ladder-letter"),
    path("supervision/ladder/<int:entry_id>/set/<slug:kind>", ladder.ladder_set, name="ladder-set"),
    path("supervision/ladder/<int:entry_id>/run", ladder.ladder_run, name="ladder-run"),
    path("supervision/ladder/<int:entry_id>/issue", ladder.ladder_issue, name="ladder-issue"),
    path("supervision/orders/<int:pk>/letter/<slug:kind>", ladder.order_letter, name="order-letter"),
]
