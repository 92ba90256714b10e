from django.apps import AppConfig


class PageConfig(AppConfig):
    name = "yipanqi.web.page"
    label = "page"
