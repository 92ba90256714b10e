"""What hides in uploaded files: the 31 places by name, hostile files, and what is left of an honest one."""

import io
import sys
import zipfile
from pathlib import Path

import docx as python_docx
import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).parent))

import hidden_files as files
from hidden_files import ID, PHONE, PLACES, Place, everything

from yipanqi.documents.disclosure.hidden import CannotRead, looked_through, rewritten
from yipanqi.documents.disclosure.hidden.deeds import looked, rewrite

BY_NAME = pytest.mark.parametrize("place", PLACES, ids=[f"{place.number} {place.en}" for place in PLACES])


def texts(data: bytes, name: str) -> str:
    return "\n".join(found.text for found in looked(data, name).strings)


def refused(data: bytes, name: str) -> str:
    with pytest.raises(CannotRead) as refusal:
        looked(data, name)
    with pytest.raises(CannotRead):
        rewrite(data, name)
    return refusal.value.code


@BY_NAME
def test_the_canary_is_found(place: Place) -> None:
    """Whoever looks through a file is told of it, at each of the 31 places."""
    found = texts(place.make(), place.name)

    assert [canary for canary in place.canaries if canary not in found] == []


@BY_NAME
def test_what_hides_is_gone_from_the_new_file(place: Place) -> None:
    """The rewritten file has the canary in none of its bytes, but where people read it: there it is found again."""
    new = rewrite(place.make(), place.name)

    left = [canary for canary in place.canaries if canary.replace("\t", "") in everything(new)]
    if place.stays:
        assert [canary for canary in place.canaries if canary not in texts(new, place.name)] == []
    else:
        assert left == []
