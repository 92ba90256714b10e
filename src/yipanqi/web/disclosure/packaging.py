"""Packages for the portal: made of the public tree by a job, signed with a key of their own, and looked at once more
before anybody gets them. Their files lie in HOME/disclosure-packages."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from yipanqi.documents.disclosure.build import CannotBuild
from yipanqi.documents.disclosure.package import CannotPackage, CannotReadManifest, Listed, base_of, package
from yipanqi.documents.disclosure.package_verify import verify_package
from yipanqi.web.audit import checkpoints
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import CannotDo, handler
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page import kept_file
from yipanqi.web.page.kept_file import LostFile
from yipanqi.web.page.today import today

from .actions import packages
from .models import FileRole, PackageMade, Publication, PublicationFile, PublicationVersion
from .models.publications import WAS_PUBLIC
from .public import building

PACKAGE = "disclosure.package"
BESIDE = (FileRole.PAPER, FileRole.ATTACHMENT, FileRole.PICTURE)  # what lies beside a page


def folder() -> Path:
    """Where packages lie."""
    return Path(settings.HOME) / "disclosure-packages"


def key_path() -> Path:
    """The key that signs packages; its public part lies beside it."""
    return Path(settings.HOME) / "keys" / "package.pem"


def public_key() -> Ed25519PublicKey | None:
    """What a portal verifies packages with; nothing before the first one was made."""
    try:
        return checkpoints.public_here(key_path())
    except checkpoints.CannotTell:
        return None


def file_for(kind: str, *, by: Any) -> Job:
    """File the making of a package: all that is public, or what differs since the last one."""
    last = PackageMade.objects.first()
    number = last.number + 1 if last else 1
    key = jobs.key_again(f"{PACKAGE}:{number}:{kind}")
    return jobs.file(kind=PACKAGE, args={"kind": kind}, by=by, key=key)


@handler(PACKAGE, "制作门户数据包", "Making a package for the portal", needs="disclosure.draft")
def work(ticket: Ticket) -> None:
    """A package of what is public today. Its number is the next one; made again after a crash it is the same."""
    kind = ticket.args["kind"]
    ticket.progress(0.1, ("正在更新公开页面", "Renewing the public pages"))
    try:
        with building.alone():
            building.renewed(today())
            ticket.progress(0.4, ("正在打包并签名", "Packing and signing"))
            made = _made(kind, today())
    except (CannotPackage, CannotReadManifest, CannotBuild) as refusal:
        told = refusal.args[0] if isinstance(refusal.args[0], tuple) else (str(refusal), str(refusal))
        raise CannotDo(*told) from None
    except LostFile as gone:
        raise CannotDo(f"公开文件丢失：{gone}", f"A published file is lost: {gone}") from None
    with ticket.effect() as outcome:
        packages.keep(made=made, by=Job.objects.get(pk=ticket.job.pk).created_by, at=timezone.now())
        outcome.result = {"number": made.number, "count": made.count, "removed": made.removed}


def _made(kind: str, day: date) -> PackageMade:
    """The file, looked at as a portal would; its row is not kept yet."""
    number = (PackageMade.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    last = PackageMade.objects.first()
    since = last if kind == PackageMade.DIFFERENCE else None
    if kind == PackageMade.DIFFERENCE and since is None:
        raise CannotDo("还没有数据包，请先做全量包", "There is no package yet: make a full one first")
    out, key = folder() / f"column-{number:05}-{kind}.zip", _key()
    manifest = package(
        building.tree(), out, publications=list(_listed()), removed=list(_removed()), key=key,
        since=base_of(folder() / since.path) if since else None, made_at=timezone.now(), number=number,
        base_address=building.settings_on(day).base,
    )  # fmt: skip
    looked = verify_package(out, key.public_key())
    if not looked.is_good:
        raise CannotDo(f"数据包核验不通过：{looked.first_bad}", f"The package does not verify: {looked.first_bad}")
    return PackageMade(
        number=number, kind=kind, since=since, path=out.name, size=out.stat().st_size,
        sha256=kept_file.sha256_of(out), count=len(manifest.files), removed=len(manifest.removed), day=day,
    )  # fmt: skip


def _key() -> Ed25519PrivateKey:
    return checkpoints.signing_key(key_path()) if key_path().exists() else checkpoints.make_key(key_path())


def _listed() -> Iterator[Listed]:
    """Each publication as a package names it."""
    for it in Publication.objects.known_outside().with_versions().order_by("pk"):
        if (version := it.public) is not None:
            yield Listed(uid=it.uid, version=version.number, state=version.state, index_number=it.index_number)


def _removed() -> Iterator[str]:
    """Every address of a file that was public once and is not in the tree any more."""
    rows = PublicationFile.objects.filter(version__state__in=WAS_PUBLIC, is_kept=True, role__in=BESIDE)
    shown = set(PublicationVersion.objects.filter(shows_old=True).values_list("publication", flat=True))
    fields = ("version__publication", "version__publication__uid", "version__number", "name")
    for publication, uid, number, name in rows.values_list(*fields):
        older = [f"a/{uid}/v{number}/{name}"] if publication in shown else []
        for path in (f"a/{uid}/{name}", *older):
            if not (building.tree() / path).exists():
                yield path
