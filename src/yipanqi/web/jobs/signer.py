"""The third thread of a worker: it signs checkpoints of the log, every hour and soon after an adoption, also while a
job takes long. Pages never do."""

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from yipanqi.web.audit import signing, watch
from yipanqi.web.audit.actors import WORKER, working_as
from yipanqi.web.audit.checkpoints import CannotSign

log = logging.getLogger(__name__)
LOOK = 5.0  # seconds between two looks


class Signer:
    """Looks whether a checkpoint is due, and signs it; of several workers one does."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell, self._told = tell, ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="signer", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look once more, then no more."""
        self._ended.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        if said := watch.tell_at_start():
            self._told = said[1]
            self._tell(f"{said[0]} · {said[1]}")
        while not self._ended.wait(LOOK):
            self.look()
        self.look()
        connection.close()

    @working_as(WORKER)
    def look(self) -> None:
        """Sign where it is due; what stands in the way is told once, not at every look."""
        try:
            if signing.sign_if_due(at=timezone.now()):
                self._told = ""
        except CannotSign as refusal:
            zh, en = refusal.args
            if en != self._told:
                self._told = en
                log.error("%s · %s", zh, en)
                self._tell(f"{zh} · {en}")
        except (DatabaseError, InterfaceError):  # away: looked for again
            connection.close()
        except Exception:  # a thread that dies would sign nothing any more, and nobody would know
            log.exception("a look at the checkpoints failed")
            connection.close()
