from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "yipanqi.web.progress"
    label = "progress"
