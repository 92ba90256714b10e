"""`backup`: database and files in one file, while the platform goes on; run daily, and copy the file elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from yipanqi.web.backups import actions, databases


class Command(BaseCommand):
    help = "备份数据库和文件 · Back up database and files; sealed where a passphrase is set"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the backup goes; better another disk or machine")
        parser.add_argument("--keep", type=int, default=0, help="of older backups there keep so many; 0: all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, say where it is and what it holds."""
        at = timezone.localtime()
        try:
            phrase = actions.passphrase()
            made = actions.make(folder=options["folder"], passphrase=phrase, keep=max(0, options["keep"]), at=at)
        except (actions.CannotBackUp, databases.CannotCopy) as refusal:
            raise CommandError("\n".join(refusal.args)) from None
        told, size = made.manifest, made.size / 1e6
        rows, files = sum(told.counts.values()), len(told.files) - 1
        write = self.stdout.write
        write(str(made.path))
        write(f"{size:,.1f} MB；{rows:,} 行，{files:,} 个文件，日志 {told.events:,} 条")
        write(f"{size:,.1f} MB; {rows:,} rows, {files:,} files, {told.events:,} events of the log")
        if made.removed:
            write(f"删除旧备份 {made.removed} 份 · {made.removed} older backups removed")
        if not phrase:
            write("未加密，不含密钥 · not sealed, and without keys: set YIPANQI_BACKUP_PASSPHRASE_FILE")
