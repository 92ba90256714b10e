"""数据包: packages for the portal: made, taken away, verified."""

from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from yipanqi.documents.disclosure.package_manifest import key_id
from yipanqi.documents.disclosure.package_verify import CannotVerify, verify_package
from yipanqi.web.page import kept_file
from yipanqi.web.page.answer import download
from yipanqi.web.page.errors import lost
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say

from .. import packaging
from ..models import PackageMade
from ..public.building import tree
from .frame import entry_here, page

_PAGE = 50


@require_safe
@permission_required("disclosure.view")
def packages(request: HttpRequest) -> HttpResponse:
    """All that were made, the newest first."""
    shown = Paginator(PackageMade.objects.select_related("by", "since"), _PAGE).get_page(request.GET.get("page"))
    key = packaging.public_key()
    return page(
        request,
        "packages.html",
        entry_here(request),
        shown=shown,
        key=key_id(key) if key else "",
        has_tree=tree().exists(),
    )


@require_POST
@permission_required("disclosure.draft")
def make(request: HttpRequest) -> HttpResponse:
    """Have one made: all that is public, or what differs since the last one."""
    wanted = request.POST.get("kind")
    kind = PackageMade.DIFFERENCE if wanted == PackageMade.DIFFERENCE else PackageMade.FULL
    return redirect(packaging.file_for(kind, by=request.user))


@require_safe
@permission_required("disclosure.view")
def package(request: HttpRequest, number: int) -> HttpResponse:
    """One package: what it holds, and whether it still is what was made."""
    made = get_object_or_404(PackageMade.objects.select_related("by", "since"), number=number)
    return page(request, "package.html", entry_here(request), made=made, verified=_verified(made))


@require_safe
@permission_required("disclosure.view")
def package_file(request: HttpRequest, number: int) -> HttpResponse:
    """The package to take away."""
    made = get_object_or_404(PackageMade, number=number)
    try:
        with kept_file.opened(packaging.folder() / made.path, made.sha256) as file:
            return download(file.read(), made.path, "application/zip")
    except kept_file.LostFile:
        return lost(request)


@require_safe
@permission_required("disclosure.view")
def key_file(request: HttpRequest) -> HttpResponse:
    """The public key that a portal verifies packages with."""
    key = packaging.public_key()
    if key is None:
        raise Http404
    return download(
        key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "package.pem", "application/x-pem-file"
    )


def _verified(made: PackageMade) -> dict[str, Any]:
    """What a portal would find."""
    key = packaging.public_key()
    try:
        if key is None:
            raise CannotVerify(("没有公钥", "There is no public key"))
        found = verify_package(packaging.folder() / made.path, key)
    except CannotVerify as refusal:
        told = refusal.args[0]
        return {"is_good": False, "why": say(*told) if isinstance(told, tuple) else str(refusal)}
    why = say(*found.why) if found.why else ""
    return {
        "is_good": found.is_good,
        "why": f"{found.first_bad}：{why}" if not found.is_good else "",
        "manifest": found.manifest,
    }
