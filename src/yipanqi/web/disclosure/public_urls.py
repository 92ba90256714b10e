"""Where anybody finds what is public."""

from django.urls import path

from .views import public

patterns = [
    path("public/", public.page, name="public"),
    path("public/search", public.search, name="public-search"),
    path("public/search.en", public.search, {"lang": "en"}, name="public-search-en"),
    path("public/<path:path>", public.page, name="public-page"),
]
