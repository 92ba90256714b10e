"""Where the pages of supervision are."""

from . import periods_urls

app_name = "supervision"
urlpatterns = [
    *periods_urls.patterns,
]
