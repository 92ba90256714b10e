"""`verify_log`: prove the whole log, against its checkpoints, and the rows that it has bound."""

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from yipanqi.web.audit import checkpoints, proof, signing
from yipanqi.web.audit.models import Binding, Event


class Command(BaseCommand):
    help = "验证操作日志 · Verify the audit log. Exit code 0: whole; 1: not, or nothing to prove it by."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoints", type=Path, default=settings.CHECKPOINTS, help="file of checkpoints")
        parser.add_argument("--public-key", help="the key noted down outside (base64); default: of this installation")
        parser.add_argument("--copy", action="store_true", help="the file is a copy of an earlier day: prove up to it")

    def handle(self, *args: Any, **options: Any) -> None:
        key = _key(options["public_key"])
        ends = list(checkpoints.signed_ends(options["checkpoints"], key))
        found = [*_of_another_key(key), *proof.whole(ends, at=timezone.now(), is_copy=options["copy"])]
        for fault in found:
            self.stderr.write(str(fault))
        good = [it for it in ends if isinstance(it, checkpoints.Checkpoint)]
        count, rows = Event.objects.count(), Binding.objects.values("table", "row_id").distinct().count()
        self.stdout.write(
            f"日志 {count} 条，检查点 {len(good)} 个，核对数据行 {rows} 行"
            f" · {count} events, {len(good)} checkpoints, {rows} rows bound"
        )
        if found:
            raise SystemExit(1)
        newest = max(good, key=lambda it: it.size)
        if count > newest.size:
            self.stdout.write(
                f"检查点到 {newest.size} 号为止，其后 {count - newest.size} 条尚待签署"
                f" · signed up to event {newest.size}; {count - newest.size} after it wait for the next checkpoint"
            )
        self.stdout.write("日志完整 · the log is whole")


def _key(told: str | None) -> Ed25519PublicKey:
    try:
        return checkpoints.public_key(told) if told else checkpoints.public_here(settings.CHECKPOINT_KEY)
    except ValueError:
        raise CommandError(
            "--public-key 不是公钥：应为 checkpoint 打印的那一行\n--public-key is none: give what checkpoint printed"
        ) from None
    except checkpoints.CannotTell as refusal:
        zh, en = refusal.args
        raise CommandError(f"{zh}；核对时也可用 --public-key 公钥\n{en}; to verify give --public-key KEY") from None


def _of_another_key(key: Ed25519PublicKey) -> list[proof.Fault]:
    told = signing.begun()
    if not told or checkpoints.public_text(key) in told:
        return []
    return [
        proof.Fault(0, f"日志所记的检查点公钥是 {told[-1]}", f"the log tells of another key of checkpoints: {told[-1]}")
    ]
