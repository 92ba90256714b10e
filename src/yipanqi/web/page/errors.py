"""What is said when something goes wrong, or when there is too much to do at once."""

import errno
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

from .kept_file import LostFile
from .say import say
from .trace import request_id

_IO_ERROR, _LEAST_ROOM = "disk I/O error", 100_000  # bytes; the index of its log alone takes a third
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Busy(Exception):
    """Too many people want the same costly thing at this moment; they are told to try again."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where it was too much."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        title = say("提交的内容过大", "This is too much at once")
        words = say(
            "文件或表单超过允许的大小，没有保存任何内容。请减小后再试。",
            "The file or form is larger than allowed; nothing was saved. Make it smaller and try again.",
        )
        return _error(request, 413, title, words)
    words = say(
        "服务器看不懂这个请求，没有保存任何内容。请返回重试。",
        "The server could not understand this request; nothing was saved. Go back and try again.",
    )
    return _error(request, 400, say("请求有误", "Something is wrong with the request"), words)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: logged in, and not permitted."""
    words = say(
        "您的角色不能查看或办理这一项。如工作需要，请联系系统管理员。",
        "Your role does not include this. If your work needs it, ask the system administrator.",
    )
    return _error(request, 403, say("没有权限", "Not permitted"), words)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, or comes from somewhere else."""
    words = say(
        "页面打开太久，或浏览器没有保存 Cookie，为安全起见没有保存任何内容。请返回、刷新后再提交。",
        "The page was open for too long, or the browser keeps no cookies. To be safe nothing was saved. "
        "Go back, reload, and send it again.",
    )
    return _error(request, 403, say("表单已过期", "The form has expired"), words)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or none for this person."""
    words = say(
        "没有这个页面，或它不在您的工作范围内。请检查网址，或从首页重新进入。",
        "There is no such page, or it lies outside your area. Check the address, or start from the first page.",
    )
    return _error(request, 404, say("找不到页面", "Page not found"), words)


def lost(request: HttpRequest) -> HttpResponse:
    """410: the file was kept here, and is gone or damaged."""
    words = say(
        "这个文件在服务器上丢失或已损坏，不再提供；其他数据不受影响。请通知系统管理员从备份中恢复，或重新上传。",
        "This file is lost or damaged on the server and is not handed out; all other data are safe. Tell the system "
        "administrator, who can restore it from a backup, or upload it again.",
    )
    return _error(request, 410, say("文件丢失或损坏", "The file is lost or damaged"), words)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Outside of the views too, where sessions are kept, a full disk is none, nor a database that so
    many write to that one's turn did not come."""
    fault = sys.exc_info()[1]
    if isinstance(fault, Exception) and is_for_want_of_room(fault):
        return no_room(request)
    if is_locked(fault):
        return not_its_turn(request)
    words = say(
        "这是我们的问题，正在进行的这一步没有保存。请稍后再试；如仍不行，请联系系统管理员。",
        "This is our fault; this step was not saved. Try again later, or ask the system administrator.",
    )
    return _error(request, 500, say("服务器出错", "The server made a mistake"), words)


def busy(request: HttpRequest, seconds: int = 30) -> HttpResponse:
    """429: too many people come in at this moment. Made without asking who it is for: it must cost nothing."""
    words = say(
        f"同时登录的人太多，您的顺序已保留。请过 {seconds} 秒刷新本页（浏览器会问是否重新提交，请选“是”），"
        "或返回再登录一次。",
        f"Too many people are logging in at this moment; your turn is kept. In {seconds} seconds reload this page (the "
        "browser asks whether to send it again: say yes), or go back and log in once more.",
    )
    return _waiting(say("请稍候", "One moment, please"), words, seconds)


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """429: the same was asked too often."""
    words = say(
        f"这一步做得太频繁，没有保存任何内容。请过 {_minutes(seconds)} 分钟再试。",
        f"This was asked too often; nothing was saved. Try again in {_minutes(seconds)} minutes.",
    )
    return _waiting(say("请稍候再试", "Please wait"), words, seconds)


def not_its_turn(request: HttpRequest, seconds: int = 10) -> HttpResponse:
    """503: so many are saving at this moment that this one's turn did not come."""
    words = say(
        f"同时保存的人太多，这一步没有保存。请过 {seconds} 秒刷新本页（浏览器会问是否重新提交，请选“是”），"
        "或返回再提交一次。",
        f"Too many people are saving at this moment; this step was not saved. In {seconds} seconds reload this page "
        "(the browser asks whether to send it again: say yes), or go back and send it once more.",
    )
    response = _error(request, 503, say("请稍候", "One moment, please"), words)
    response["Retry-After"] = str(seconds)
    return response


def _minutes(seconds: int) -> int:
    return max(1, -(-seconds // 60))


def _waiting(title: str, words: str, seconds: int) -> HttpResponse:
    response = _error(None, 429, title, words)
    response["Retry-After"] = str(seconds)
    return response


def no_room(request: HttpRequest) -> HttpResponse:
    """507: the disk is full; what is there can still be read."""
    words = say(
        "磁盘空间不足，这一步没有保存；已保存的内容不受影响，仍可查看。请通知系统管理员清理或扩大磁盘，之后再试。",
        "The disk is full and this step was not saved; everything saved before is safe and can be read. "
        "Tell the system administrator to make room, then try again.",
    )
    return _error(request, 507, say("磁盘空间不足", "The disk is full"), words)


def is_for_want_of_room(fault: Exception) -> bool:
    """A file, or the database of either kind, found no room."""
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT)
    if not isinstance(fault, DatabaseError):
        return False
    is_full = "full" in str(fault) or "No space left" in str(fault)
    return is_full or getattr(fault.__cause__, "sqlstate", "") == "53100" or (_IO_ERROR in str(fault) and _is_full())


def is_locked(fault: BaseException | None) -> bool:
    """Others wrote to the database for so long that this one's turn did not come; of either kind."""
    return isinstance(fault, OperationalError) and (
        "database is locked" in str(fault) or getattr(fault.__cause__, "sqlstate", "") == "55P03"
    )


def _is_full() -> bool:
    """Has the disk no room for what SQLite needs to begin with? It calls that an error of reading and writing."""
    with suppress(OSError):
        return shutil.disk_usage(settings.HOME).free < _LEAST_ROOM
    return False


class Methods:
    """Refuses every method but those of a browser: pages of libraries would take PUT for POST."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if request.method in _METHODS else HttpResponseNotAllowed(_METHODS)


class Patience:
    """Turns a queue that is too long, a disk that is full, and a file that is lost into a page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, for these three errors; any other goes on."""
        if isinstance(exception, Busy):
            return busy(request)
        if isinstance(exception, LostFile):
            return lost(request)
        return no_room(request) if is_for_want_of_room(exception) else None


def _error(request: HttpRequest | None, status: int, title: str, words: str) -> HttpResponse:
    page = {"status": status, "title": title, "words": words, "number": request_id()}
    try:
        return render(request, "error.html", page, status=status)
    except DatabaseError:  # who asks cannot be looked up at this moment, and need not be
        return HttpResponse(render_to_string("error.html", page), status=status)
