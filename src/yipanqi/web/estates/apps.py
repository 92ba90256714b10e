from django.apps import AppConfig


class EstatesConfig(AppConfig):
    name = "yipanqi.web.estates"
    label = "estates"
