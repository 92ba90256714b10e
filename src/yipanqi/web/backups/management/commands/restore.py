"""`restore`: a backup back in place, proven before and after."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from yipanqi.web.backups import actions, databases, packing


class Command(BaseCommand):
    help = "从备份恢复 · Restore a backup. Exit code 0: restored and whole; 1: not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--force", action="store_true", help="replace what is here; it is set aside first")
        parser.add_argument("--check", action="store_true", help="prove the archive, and restore nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, or only check; then say what was found."""
        try:
            asked = {"archive": options["archive"], "passphrase": actions.passphrase()}
            if options["check"]:
                self._tell(actions.check(**asked))
                return
            done = actions.restore(**asked, is_forced=options["force"], at=timezone.localtime())
        except (actions.CannotBackUp, actions.CannotRestore, packing.CannotUnpack, databases.CannotCopy) as refusal:
            raise CommandError("\n".join(refusal.args)) from None
        self._tell(done.manifest)
        write = self.stdout.write
        if done.aside:
            write(f"原数据移到 {done.aside} · what was here is in {done.aside}")
        if done.is_migrated:
            write("数据表已升级到本版本 · the tables were brought up to this version")
        if done.is_key_other:
            write("YIPANQI_FIELD_KEY 与备份时不同：手机号和验证器读不出来，请用原来的密钥")
            write("YIPANQI_FIELD_KEY differs from then: phones and devices cannot be read; use the former key")
        if done.checkpoints is None:
            write("这里没有检查点密钥，请以记下的公钥核对：verify_log --public-key")
            write("No checkpoint key here: prove the checkpoints by the public key you noted (verify_log --public-key)")
        else:
            write(f"与 {done.checkpoints} 个检查点核对 · proven against {done.checkpoints} checkpoints")
        for fault in done.faults:
            self.stderr.write(f"{fault.seq}: {fault.zh} · {fault.en}")
        if done.faults:
            raise CommandError("已恢复，但日志有上述问题 · restored, but the log has these faults")
        write("已恢复，日志完整 · restored; the log is whole")

    def _tell(self, manifest: packing.Manifest) -> None:
        rows, files = sum(manifest.counts.values()), len(manifest.files) - 1
        at, version = manifest.made_at, manifest.version
        self.stdout.write(f"备份 {at}（版本 {version}）：{rows:,} 行，{files:,} 个文件，日志 {manifest.events:,} 条")
        self.stdout.write(f"of {at}, version {version}: {rows:,} rows, {files:,} files, {manifest.events:,} events")
