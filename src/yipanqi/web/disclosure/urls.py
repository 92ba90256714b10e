"""Where the pages of disclosure are."""

from . import duties_urls, portal_urls, public_urls, publications_urls

app_name = "disclosure"
urlpatterns = [*publications_urls.patterns, *portal_urls.patterns, *duties_urls.patterns, *public_urls.patterns]
