"""`verify_log`: prove the whole log, against the checkpoints too."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from yipanqi.web.audit import checkpoints
from yipanqi.web.audit.models import Event


class Command(BaseCommand):
    help = "验证操作日志 · Verify the audit log. Exit code 0: whole; 1: not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoints", type=Path, default=settings.CHECKPOINTS, help="file of checkpoints")
        parser.add_argument("--public-key", help="the key noted down outside (base64); default: of this installation")

    def handle(self, *args: Any, **options: Any) -> None:
        told = options["public_key"]
        key = checkpoints.public_key(told) if told else checkpoints.signing_key(settings.CHECKPOINT_KEY).public_key()
        ends = list(checkpoints.signed_ends(options["checkpoints"], key))
        events = Event.objects.in_chain().prefetch_related("openings").iterator(chunk_size=2000)
        found = list(checkpoints.faults(events, ends))
        for fault in found:
            self.stderr.write(f"{fault.seq}: {fault.zh} · {fault.en}")
        count = Event.objects.count()
        self.stdout.write(f"日志 {count} 条，检查点 {len(ends)} 个 · {count} events, {len(ends)} checkpoints")
        if found:
            raise SystemExit(1)
        self.stdout.write("日志完整 · the log is whole")
