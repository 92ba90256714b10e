"""Which form a file has, by its first bytes and its name; forms that are not taken are refused here."""

from .archive import Archive
from .relations import main_part
from .telling import CannotRead

ENDINGS = {"DOCX": (".docx",), "XLSX": (".xlsx",), "PDF": (".pdf",), "JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = (".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".xlsb")
_OLD = (".doc", ".xls", ".ppt", ".dot", ".xlt", ".wps", ".et", ".dps", ".rtf")


def form_of(data: bytes, name: str) -> str:
    """DOCX, XLSX, PDF, JPEG or PNG; raises CannotRead for any other form, or where name and content differ."""
    ending = "." + name.rpartition(".")[2].casefold()
    if not data:
        raise CannotRead("empty")
    if ending in _MACROS:
        raise CannotRead("macro")
    if ending in _OLD or data[:5] == b"{\\rtf":
        raise CannotRead("old")
    form = _by_content(data, ending)
    if ending not in ENDINGS[form]:
        raise CannotRead("ending")
    return form


def _by_content(data: bytes, ending: str) -> str:
    if data[:5] == b"%PDF-":
        return "PDF"
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:8] == _OLE:
        raise CannotRead("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old")
    if data[:4] == b"PK\x03\x04":
        return _office_form(data)
    raise CannotRead("damaged" if any(ending in endings for endings in ENDINGS.values()) else "form")


def _office_form(data: bytes) -> str:
    return form_of_archive(Archive(data))


def form_of_archive(archive: Archive) -> str:
    """DOCX or XLSX, without macros."""
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in archive):
        raise CannotRead("macro")
    _, kind = main_part(archive)
    if "macroEnabled" in kind or "binary" in kind:
        raise CannotRead("macro")
    if "presentationml" in kind:
        raise CannotRead("slides")
    if kind.endswith("wordprocessingml.document.main+xml"):
        return "DOCX"
    if kind.endswith("spreadsheetml.sheet.main+xml"):
        return "XLSX"
    raise CannotRead("form")
