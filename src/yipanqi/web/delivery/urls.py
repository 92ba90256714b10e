"""Where the pages of delivery are."""

from django.urls import path

from .views import tasks

app_name = "delivery"
urlpatterns = [
    path("tasks/", tasks.index, name="index"),
    path("tasks/mine/", tasks.mine, name="mine"),
    path("tasks/make/<int:entry_id>", tasks.make, name="make"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/move", tasks.move, name="move"),
    path("tasks/<int:pk>/person", tasks.person, name="person"),
]
