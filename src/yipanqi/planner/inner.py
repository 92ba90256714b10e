# mypy: disable-error-code="no-untyped-def"
# Compiled functions take bare columns: numba infers their types.
"""How the functions that kernels call are compiled, and the smallest of them."""

from typing import Any

from numba import njit

from yipanqi.planner.packed import BY_HOUSEHOLDS

# Half the time to compile; and no counting of references, which took a fifth of a walk: nothing here makes an array.
BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
inner = njit(error_model="numpy", **BARE)
inlined = njit(error_model="numpy", inline="always", **BARE)  # what is called most: a call costs more than its work


@inner
def copy(to, what):
    """Fill one column with another: a slice would be copied by way of a third."""
    for i in range(len(to)):
        to[i] = what[i]


@inlined
def units(b, e, g):
    """What an estate counts for a target."""
    return b.households[e] if b.target_rate[g, BY_HOUSEHOLDS] > 0 else 1.0
