"""Where the pages of disclosure are."""

from . import publications_urls

app_name = "disclosure"
urlpatterns = [*publications_urls.patterns]
