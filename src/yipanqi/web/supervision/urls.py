"""Where the pages of supervision are."""

from . import assess_urls

app_name = "supervision"
urlpatterns = [
    *assess_urls.patterns,
]
