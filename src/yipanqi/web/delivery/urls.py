"""Where the pages of delivery are."""

from django.urls import path

from . import law_urls
from .acceptance_urls import patterns as acceptance
from .views import baselines, calendar, changes, exchange, gantt, matrix, month, rules, tasks

app_name = "delivery"
urlpatterns = [
    path("tasks/", tasks.index, name="index"),
    path("tasks/mine/", tasks.mine, name="mine"),
    path("tasks/gantt/", gantt.gantt, name="gantt"),
    path("tasks/month/", month.month, name="month"),
    path("tasks/matrix/", matrix.matrix, name="matrix"),
    path("tasks/units/<int:pk>/", matrix.unit, name="unit"),
    path("tasks/estates/<path:estate>/", matrix.estate, name="estate"),
    path("tasks/files/", exchange.exchange, name="exchange"),
    path("tasks/files/tasks", exchange.tasks_file, name="export-tasks"),
    path("tasks/files/duties", exchange.duties_file, name="export-duties"),
    path("tasks/files/project", exchange.project_file, name="export-project"),
    path("tasks/files/<int:pk>/", exchange.one_import, name="import"),
    path("tasks/files/<int:pk>/apply", exchange.apply, name="import-apply"),
    path("tasks/files/<int:pk>/undo", exchange.undo, name="import-undo"),
    path("tasks/calendar/", calendar.address, name="calendar"),
    path("tasks/calendar/open", calendar.open_address, name="calendar-open"),
    path("tasks/calendar/end", calendar.end_address, name="calendar-end"),
    path("calendar/<str:secret>.ics", calendar.feed, name="feed"),
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
    *law_urls.urlpatterns,
    *acceptance,
]
