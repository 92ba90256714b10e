"""How a year's money is divided: what each fund pays in all, and what falls due of each work, stand; between them the
division nearest to the one asked for, in whole fen.

Asked for is that each fund pays every work it may pay by its own measure: an equal part of the cost, or by its key.
What funds divide by a key stands as the key says, within their largest payments, where the others can pay the rest.
Where limits forbid that, of all divisions within them the one with the least Σ (paid − asked)² / asked: what the
limits take from one is borne by the others in proportion. There is one such division, whatever the order of the rows.
Its optimum has the form asked × (a of the fund + b of the due), held within nothing and the largest payment; Newton's
method finds a and b. The whole fen come by largest remainder, completed by a flow that never fails where a division
exists.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from yipanqi.domain.planning.flow import Network
from yipanqi.domain.planning.whole import Part, in_whole
from yipanqi.planner.params import DivisionParams
from yipanqi.planner.problem import Floats

Places: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A due and a fund that may pay of it: by what measure, and how much at most."""

    due: int
    fund: int
    weight: float
    most: int


def divided(
    dues: Sequence[int],
    funds: Sequence[int],
    cells: Sequence[Cell],
    keyed: Collection[int] = (),
    params: DivisionParams | None = None,
) -> list[int]:
    """What is paid in each cell: the sums of dues and of funds hold, no cell is above its most. The caller has seen
    that there is such a division; of equals the earlier cell has the odd fen. `keyed` are funds with a key."""
    params, found = params or DivisionParams(), [0] * len(cells)
    own = [i for i, cell in enumerate(cells) if cell.fund in keyed]
    for fund in sorted(keyed):
        mine = [i for i in own if cells[i].fund == fund]
        for i, units in zip(mine, _alone(funds[fund], [cells[i] for i in mine], params), strict=True):
            found[i] = units
    paid = np.bincount([cells[i].due for i in own], [found[i] for i in own], len(dues)) if own else np.zeros(len(dues))
    left = [due - int(units) for due, units in zip(dues, paid, strict=True)]
    given = [0 if fund in keyed else units for fund, units in enumerate(funds)]
    rest = [i for i, cell in enumerate(cells) if cell.fund not in keyed]
    others = [cells[i] for i in rest]
    if own and not _is_payable(left, given, others):
        return _nearest_in_whole(dues, funds, cells, params)
    for i, units in zip(rest, _nearest_in_whole(left, given, others, params), strict=True):
        found[i] = units
    return found


def _nearest_in_whole(
    dues: Sequence[int], funds: Sequence[int], cells: Sequence[Cell], params: DivisionParams
) -> list[int]:
    """The division nearest to what is asked for, in whole fen."""
    parts = zip(cells, _nearest(dues, funds, cells, params).tolist(), strict=True)
    return in_whole(dues, funds, [Part(row=c.due, column=c.fund, value=part, most=c.most) for c, part in parts])


def _alone(given: int, cells: Sequence[Cell], params: DivisionParams) -> list[int]:
    """One fund's money by its own measure and no cell above its most, whatever others pay."""
    least = max((c.weight for c in cells), default=0.0) * params.least or 1.0
    weight = [max(c.weight, least) for c in cells]
    order = sorted(range(len(cells)), key=lambda i: cells[i].most / weight[i])
    left, whole, parts = float(given), sum(weight), [0.0] * len(cells)
    for i in order:  # who reaches the most first has it; the others share what is left
        parts[i] = min(float(cells[i].most), left * weight[i] / whole if whole > 0 else left)
        left, whole = left - parts[i], whole - weight[i]
    found = [int(part) for part in parts]
    able = sorted((i for i in range(len(cells)) if found[i] < cells[i].most), key=lambda i: found[i] - parts[i])
    for i in able[: given - sum(found)]:
        found[i] += 1
    return found


def _is_payable(dues: Sequence[int], funds: Sequence[int], cells: Sequence[Cell]) -> bool:
    """Is there a division with these sums?"""
    if min(dues, default=0) < 0 or sum(dues) != sum(funds):
        return False
    net = Network(2 + len(dues) + len(funds))
    for n, units in enumerate(dues):
        net.add(0, 2 + n, units)
    for n, units in enumerate(funds):
        net.add(2 + len(dues) + n, 1, units)
    for c in cells:
        net.add(2 + c.due, 2 + len(dues) + c.fund, c.most)
    return net.maximise(0, 1) == sum(dues)


def _nearest(dues: Sequence[int], funds: Sequence[int], cells: Sequence[Cell], params: DivisionParams) -> Floats:
    """The division nearest to what is asked for, in fractions."""
    due, fund = (np.array([getattr(c, name) for c in cells], np.int64) for name in ("due", "fund"))
    weight, most = (np.array([getattr(c, name) for c in cells], float) for name in ("weight", "most"))
    wanted = np.concatenate([np.array(dues, float), np.array(funds, float)])
    weight = np.maximum(weight, params.least * weight.max(initial=0.0))
    asked = weight * (wanted[len(dues) + fund] / np.maximum(np.bincount(fund, weight, len(funds)), 1e-300)[fund])
    system = _System(due, fund, asked, most, wanted, len(dues), params)
    factors = np.concatenate([np.zeros(len(dues)), np.ones(len(funds))])
    for _ in range(params.steps):
        lack = system.lack(factors)
        if np.abs(lack).max(initial=0.0) <= params.exact * wanted.max(initial=1.0):
            break
        before, factors = factors, system.stepped(factors, lack)
        if system.worth(factors) - system.worth(before) <= params.gain * abs(system.worth(before)):
            break
    return system.paid(factors)


@dataclass(frozen=True, slots=True)
class _System:
    """The factors of dues, then of funds, and what follows from them."""

    due: Places
    fund: Places
    asked: Floats
    most: Floats
    wanted: Floats  # of each due, then of each fund
    dues: int
    params: DivisionParams

    def paid(self, factors: Floats) -> Floats:
        """What the factors pay in each cell."""
        return np.clip(self.asked * (factors[self.due] + factors[self.dues + self.fund]), 0.0, self.most)

    def lack(self, factors: Floats) -> Floats:
        """What the sums of dues and funds still lack."""
        paid, funds = self.paid(factors), len(self.wanted) - self.dues
        sums = [np.bincount(self.due, paid, self.dues), np.bincount(self.fund, paid, funds)]
        return np.asarray(self.wanted - np.concatenate(sums), float)

    def worth(self, factors: Floats) -> float:
        """The dual's value, which the true factors make largest."""
        reach = self.asked * (factors[self.due] + factors[self.dues + self.fund])
        paid, scale = np.clip(reach, 0.0, self.most), np.maximum(self.asked, 1e-300)
        return float(self.wanted @ factors - ((reach * paid - paid * paid / 2) / scale).sum())

    def stepped(self, factors: Floats, lack: Floats) -> Floats:
        """One Newton step, halved until it gains."""
        step, now, part = self._direction(factors, lack), self.worth(factors), 1.0
        slope, params = float(step @ lack), self.params
        while part > params.shortest and self.worth(factors + part * step) < now + params.armijo * part * slope:
            part /= 2
        return factors + part * step

    def _direction(self, factors: Floats, lack: Floats) -> Floats:
        """Where the sums would hold if no cell met or left a limit: the dues are eliminated, the few funds solved."""
        funds = len(self.wanted) - self.dues
        reach = self.asked * (factors[self.due] + factors[self.dues + self.fund])
        free = np.where((reach > 0) & (reach < self.most), self.asked, 0.0)
        firm = self.params.firm * max(1.0, float(self.asked.max(initial=0.0)))
        own = np.asarray(np.bincount(self.due, free, self.dues) + firm, float)
        ours = np.bincount(self.fund, free, funds) + firm
        table = np.zeros((funds, self.dues))
        table[self.fund, self.due] = free
        schur = np.diag(ours) - (table / own) @ table.T
        mine, theirs = lack[: self.dues], lack[self.dues :]
        of_funds = np.linalg.lstsq(schur, theirs - table @ (mine / own), rcond=None)[0]
        return np.concatenate([(mine - table.T @ of_funds) / own, of_funds])
