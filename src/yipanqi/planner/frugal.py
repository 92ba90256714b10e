"""What a walk sees when every required work is first put back to its cheapest option.

Putting an estate back takes for each work the option that is worth most and fits, one after the other; where crews are
scarce a dear option of one required work may leave too little for the next, and the estate is not put back at all.
"""

from dataclasses import dataclass

import numpy as np

from yipanqi.planner.ladder import Floats32
from yipanqi.planner.layout import Layout
from yipanqi.planner.problem import NONE, Floats
from yipanqi.planner.rebuild import Walker


@dataclass(frozen=True, eq=False)
class Sight:
    """What a walk knows of each option's worth; see `rebuild`."""

    net: Floats32
    peak: Floats32
    most: Floats

    def lend(self, walker: Walker) -> None:
        """Let a walker see this."""
        walker.net, walker.peak, walker.most = self.net, self.peak, self.most


def sights(layout: Layout, walker: Walker) -> tuple[Sight, Sight]:
    """What the walker sees, and the same with no option of a required work but its base. Dearer ones may still be taken
    when what fits is filled in."""
    dear = layout.forced[layout.option_work] & (layout.base[layout.option_work] != np.arange(len(layout.option_work)))
    plain = Sight(walker.net, walker.peak, walker.most)
    if not dear.any():
        return plain, plain
    net, peak, most = walker.net.copy(), walker.peak.copy(), np.zeros_like(walker.most)
    net[:, :, dear] = -np.inf
    forced = np.flatnonzero(layout.forced & (layout.base != NONE))
    peak[:, :, forced] = net[:, :, layout.base[forced]]
    for level, by_start in enumerate(peak):
        np.add.at(most[level], layout.work_estate, by_start.T)
    return plain, Sight(net, peak, most)
