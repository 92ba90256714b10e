"""Where the pages of disclosure are."""

from . import portal_urls, public_urls, publications_urls

app_name = "disclosure"
urlpatterns = [*publications_urls.patterns, *portal_urls.patterns, *public_urls.patterns]
