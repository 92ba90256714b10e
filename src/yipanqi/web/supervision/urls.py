"""Where the pages of supervision are."""

from . import assess_urls, cases_urls, ladder_urls, meetings_urls, orders_urls, periods_urls

app_name = "supervision"
urlpatterns = [
    *orders_urls.patterns,
    *ladder_urls.patterns,
    *meetings_urls.patterns,
    *assess_urls.patterns,
    *periods_urls.patterns,
    *cases_urls.patterns,
]
