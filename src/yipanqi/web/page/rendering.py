"""Django's templates, whose pages are gone from memory once they are written.

A context of Django's and its layers hold each other, and with them every row of the page, until the collector of
garbage walks them: forty milliseconds of a later page, every few pages of 300 estates."""

from typing import Any

from django.template import Template, TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, reraise
from django.template.backends.django import Template as Written
from django.template.context import make_context


class Templates(DjangoTemplates):
    """The engine as `TEMPLATES` names it."""

    def from_string(self, template_code: str) -> "Page":
        """Of its text."""
        return Page(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> "Page":
        """Of its name; TemplateDoesNotExist where there is none."""
        try:
            return Page(self.engine.get_template(template_name), self)
        except TemplateDoesNotExist as lack:
            reraise(lack, self)


class Page(Written):
    """A template that lets go of what it was written from."""

    template: Template

    def render(self, context: Any = None, request: Any = None) -> str:
        """The page; TemplateDoesNotExist where a part of it is missing."""
        layers = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(layers)
        except TemplateDoesNotExist as lack:
            reraise(lack, self.backend)
        finally:
            layers.dicts.clear()
