"""A field of a form that takes several files at once."""

from typing import Any

from django import forms

from yipanqi.web.delivery.actions.files import ENDINGS
from yipanqi.web.page.say import say

MOST_FILES = 12  # of one answer
ACCEPTED = ",".join(ENDINGS)


class Several(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; of none an empty list."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file cleaned by itself."""
        found = [data] if data and not isinstance(data, list | tuple) else [it for it in data or () if it]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(say(f"一次最多 {MOST_FILES} 个", f"At most {MOST_FILES} at once"))
        if not found and self.required:
            raise forms.ValidationError(say("请选择文件", "Choose a file"))
        return [super(FilesField, self).clean(it, initial) for it in found]


def files_of(uploads: Any, name: str) -> list[Any]:
    """The files that were sent under a name. ValidationError where they are too many."""
    found: list[Any] = FilesField(required=False).clean(uploads.getlist(name))
    return found
