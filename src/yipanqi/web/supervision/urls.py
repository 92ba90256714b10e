"""Where the pages of supervision are."""

from . import cases_urls, meetings_urls, orders_urls

app_name = "supervision"
urlpatterns = [
    *orders_urls.patterns,
    *meetings_urls.patterns,
    *cases_urls.patterns,
]
