"""Why a file could not be read or written, in the chosen language."""

import errno

from yipanqi.cli.sentences import sentence

_CODES = {
    errno.ENOENT: "obstacle_absent",
    errno.ENOTDIR: "obstacle_absent",
    errno.EACCES: "obstacle_forbidden",
    errno.EPERM: "obstacle_forbidden",
    errno.EROFS: "obstacle_forbidden",
    errno.EISDIR: "obstacle_folder",
    errno.ENOSPC: "obstacle_full",
}


def obstacle(error: OSError, lang: str) -> str:
    """What stood in the way; what the system says where it is nothing common."""
    code = _CODES.get(error.errno or 0)
    return sentence(code, {}, lang) if code else error.strerror or str(error)
