"""An outcome as JSON and back, every figure exact: what the database keeps of a plan."""

import gzip
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.outcome import Limit, LimitKind, Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Payment
from yipanqi.domain.reason import Reason

_FIGURES = ("objective", "upper_bound", "seconds", "work", "seed", "workers")
_LIMIT = ("subject", "trade", "year", "quarter", "used", "cap", "points", "households")


def packed(outcome: Outcome) -> bytes:
    """The outcome as gzipped JSON: the same outcome gives the same bytes."""
    plan = outcome.plan
    told = {
        **{name: getattr(outcome, name) for name in _FIGURES},
        "bound_by_solver": outcome.bound_by_solver,
        "priced_bound": outcome.priced_bound,
        "searched_gap": outcome.searched_gap,
        "versions": dict(outcome.versions),
        "starts": dict(plan.starts),
        "choices": [[e, m, s.value] for (e, m), s in plan.choices.items()],
        "payments": [[p.estate, p.measure, p.fund, p.year, p.amount] for p in plan.payments],
        "limits": [[x.kind.value, *(getattr(x, name) for name in _LIMIT)] for x in outcome.limits],
        "estate_reasons": [[e, _reasons(rs)] for e, rs in outcome.estate_reasons.items()],
        "work_reasons": [[e, m, _reasons(rs)] for (e, m), rs in outcome.work_reasons.items()],
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=_bare)
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def unpacked(data: bytes) -> Outcome:
    """The outcome that was packed."""
    told = json.loads(gzip.decompress(data))
    return Outcome(
        plan=Plan(
            starts=told["starts"],
            choices={(e, m): Standard(s) for e, m, s in told["choices"]},
            payments=tuple(
                Payment(estate=e, measure=m, fund=f, year=y, amount=a) for e, m, f, y, a in told["payments"]
            ),
        ),
        versions=told["versions"],
        limits=tuple(
            Limit(kind=LimitKind(kind), **dict(zip(_LIMIT, rest, strict=True))) for kind, *rest in told["limits"]
        ),
        estate_reasons={e: _restored(rs) for e, rs in told["estate_reasons"]},
        work_reasons={(e, m): _restored(rs) for e, m, rs in told["work_reasons"]},
        **{name: told[name] for name in _FIGURES},
        bound_by_solver=told.get("bound_by_solver", False),  # older plans have none of the two
        priced_bound=told.get("priced_bound"),
        searched_gap=told.get("searched_gap", 0.0 if _is_by_hand(told) else None),  # an older one by hand is no draft
    )


def _is_by_hand(told: Mapping[str, Any]) -> bool:
    """Was it drawn by hand? Then nothing was searched."""
    return told["work"] == 0 and told["seconds"] == 0


def _reasons(reasons: tuple[Reason, ...]) -> list[Any]:
    return [[reason.code, {key: _plain(value) for key, value in reason.values.items()}] for reason in reasons]


def _restored(rows: list[Any]) -> tuple[Reason, ...]:
    return tuple(Reason(code=code, values={k: _value(v) for k, v in values.items()}) for code, values in rows)


def _plain(value: Any) -> Any:
    """The value as JSON has it; fractions, decimals and sets under the name of their kind."""
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, (set, frozenset)):
        return {"set": sorted(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        ((kind, held),) = value.items()
        return {"fraction": Fraction, "decimal": Decimal, "set": frozenset}[kind](held)
    return tuple(_value(item) for item in value) if isinstance(value, list) else value


def _bare(value: Any) -> Any:
    """A number of numpy's as Python's own."""
    return value.item()
