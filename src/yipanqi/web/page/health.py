"""The state of the server, for whoever watches over it."""

import shutil
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_LEAST_FREE = 200_000_000  # bytes of disk
_migrated = False


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Is everything that must work working? 200 or 503; no more than a yes or no for each."""
    checks = {
        "database": _database_answers(),
        "migrations": _is_migrated(),
        "disk": shutil.disk_usage(_existing_home()).free > _LEAST_FREE,
    }
    for name in settings.HEALTH_CHECKS:
        checks |= import_string(name)()
    is_well = all(checks.values())
    return JsonResponse({"ok": is_well, "checks": checks}, status=200 if is_well else 503)


def disk() -> tuple[int, int]:
    """Bytes that are free where the data lie, and all there are."""
    usage = shutil.disk_usage(_existing_home())
    return usage.free, usage.total


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def _is_migrated() -> bool:
    """Has every migration of this version been applied? Asked until it is so: it stays so while the process lives."""
    global _migrated
    if not _migrated:
        try:
            plan = MigrationExecutor(connection)
            _migrated = not plan.migration_plan(plan.loader.graph.leaf_nodes())
        except DatabaseError:
            return False
    return _migrated


def _existing_home() -> Any:
    return next(path for path in (settings.HOME, *settings.HOME.parents) if path.exists())
