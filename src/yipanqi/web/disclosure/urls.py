"""Where the pages of disclosure are."""

from . import brought_urls, duties_urls, packages_urls, portal_urls, public_urls, publications_urls

app_name = "disclosure"
urlpatterns = [
    *publications_urls.patterns,
    *portal_urls.patterns,
    *packages_urls.patterns,
    *brought_urls.patterns,
    *duties_urls.patterns,
    *public_urls.patterns,
]
