"""Where the pages of delivery are."""

from django.urls import path

from .views import baselines, changes, rules, tasks

app_name = "delivery"
urlpatterns = [
    path("tasks/", tasks.index, name="index"),
    path("tasks/mine/", tasks.mine, name="mine"),
    path("tasks/make/<int:entry_id>", tasks.make, name="make"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/move", tasks.move, name="move"),
    path("tasks/<int:pk>/person", tasks.person, name="person"),
    path("tasks/changes/", changes.changes, name="changes"),
    path("tasks/changes/new/", changes.begin, name="change-begin"),
    path("tasks/<int:pk>/change/<slug:kind>/", changes.new, name="change-new"),
    path("tasks/changes/<int:pk>/", changes.change, name="change"),
    path("tasks/changes/<int:pk>/decide", changes.decide, name="change-decide"),
    path("tasks/baselines/", baselines.baselines, name="baselines"),
    path("tasks/baselines/compare/", baselines.compare, name="baselines-compare"),
    path("tasks/rules/", rules.rules, name="rules"),
    path("tasks/rules/<str:key>/", rules.rule, name="rule"),
]
