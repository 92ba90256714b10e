"""`checkpoint`: sign the end of the log into a file outside the database; run daily, and copy the file elsewhere."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from yipanqi.web.audit import checkpoints
from yipanqi.web.audit.models import Event


class Command(BaseCommand):
    help = "签署日志检查点 · Sign a checkpoint of the audit log"

    def handle(self, *args: Any, **options: Any) -> None:
        key = checkpoints.signing_key(settings.CHECKPOINT_KEY)
        ends = checkpoints.signed_ends(settings.CHECKPOINTS, key.public_key())
        events = Event.objects.in_chain().prefetch_related("openings").iterator(chunk_size=2000)
        if fault := next(checkpoints.faults(events, ends), None):
            raise CommandError(f"{fault.seq}: {fault.zh} · {fault.en}")
        last = Event.objects.order_by("-seq").first()
        if last is None:
            raise CommandError("日志为空 · the log is empty")
        self.stdout.write(checkpoints.append(settings.CHECKPOINTS, key, last, timezone.now()))
        self.stdout.write(f"公钥 · public key: {checkpoints.public_text(key.public_key())}")
