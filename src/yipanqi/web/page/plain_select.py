"""Drop-down lists as plain strings: the same signs that Django's templates make, which take two templates an option,
and a list of units has hundreds."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize

_SELECT = "django/forms/widgets/select.html"


class Renderer(TemplatesSetting):
    """Templates as they lie, but for drop-down lists."""

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> str:
        """The widget's HTML."""
        if template_name == _SELECT:
            return "".join(_select(context["widget"]))
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> Iterator[str]:
    yield f'<select name="{_escaped(widget["name"])}"{_attributes(widget["attrs"])}>'
    for name, options, _ in widget["optgroups"]:
        if name:
            yield f'\n  <optgroup label="{_escaped(name)}">'
        for it in options:
            value, label = _escaped(it["value"]), _escaped(localize(it["label"]))
            yield f'\n  <option value="{value}"{_attributes(it["attrs"])}>{label}</option>'
        if name:
            yield "\n  </optgroup>"
    yield "\n</select>"


def _attributes(values: Mapping[str, Any]) -> str:
    told = ((name, value) for name, value in values.items() if value is not False)
    return "".join(f" {_escaped(name)}" if value is True else f' {name}="{_escaped(value)}"' for name, value in told)


def _escaped(value: Any) -> str:
    text = str(value)
    return text if hasattr(text, "__html__") else escape(text)
