from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "yipanqi.web.audit"
    label = "audit"
