"""What hides in an uploaded file, found and taken out.

`looked_through` tells every text of a DOCX, XLSX, PDF, JPEG or PNG, wherever it stands; `rewritten` makes a file of the
same form that holds nothing but what an allow-list names. Both work in a limited child process, for nobody trusts the
file. The modules of this package name each other by dots alone: the child has nothing else of ours."""

from .asking import looked_through, rewritten
from .telling import CannotRead, Found, Looked

__all__ = ["CannotRead", "Found", "Looked", "looked_through", "rewritten"]
