"""Where the pages of periods, bulletins and summaries are."""

from django.urls import path

from .views import bulletins, periods

patterns = [
    path("supervision/periods/", periods.index, name="periods"),
    path("supervision/periods/close/<str:key>/", periods.close, name="period-close"),
    path("supervision/periods/<int:pk>/", periods.period, name="period"),
    path("supervision/periods/<int:pk>/rows/", periods.rows, name="period-rows"),
    path("supervision/periods/<int:pk>/statistics/", periods.statistics, name="period-statistics"),
    path("supervision/periods/<int:pk>/statistics.xlsx", periods.book, name="period-book"),
    path("supervision/periods/<int:pk>/leader/", periods.leader, name="period-leader"),
    path("supervision/periods/<int:pk>/leader.docx", periods.leader_word, name="period-leader-word"),
    path("supervision/periods/bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("supervision/periods/bulletins/<int:pk>/word", bulletins.word, name="bulletin-word"),
    path("supervision/periods/bulletins/<int:pk>/edit/<str:key>/", bulletins.edit, name="bulletin-edit"),
    path("supervision/periods/bulletins/<int:pk>/issue", bulletins.issue, name="bulletin-issue"),
]
