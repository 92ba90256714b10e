"""Where the pages of supervision are."""

from . import orders_urls

app_name = "supervision"
urlpatterns = [
    *orders_urls.patterns,
]
