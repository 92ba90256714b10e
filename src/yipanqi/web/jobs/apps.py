from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "yipanqi.web.jobs"
    label = "jobs"
