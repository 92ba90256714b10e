"""Where the pages of lights are."""

from django.urls import path

from .views import light_rules, lights

patterns = [
    path("progress/lights/", lights.lights, name="lights"),
    path("progress/lights/<int:entry_id>/renew", lights.lights_renew, name="lights-renew"),
    path("progress/lights/rules/", light_rules.light_rules, name="light-rules"),
    path("progress/lights/rules/<int:entry_id>/adopt", light_rules.light_rule_adopt, name="light-rule-adopt"),
]
