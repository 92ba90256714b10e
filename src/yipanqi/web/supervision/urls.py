"""Where the pages of supervision are."""

from . import assess_urls, orders_urls

app_name = "supervision"
urlpatterns = [
    *orders_urls.patterns,
    *assess_urls.patterns,
]
