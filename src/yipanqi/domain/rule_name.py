"""One name for one rule: rule book, model, verifier, collisions, sentences and `docs/method.md` share these."""

from collections.abc import Mapping
from enum import StrEnum


class RuleName(StrEnum):
    """What a plan must hold. Those of the rule book stand in its order; the last two come with a problem."""

    KNOWN_ESTATES = "known_estates"
    START_IN_WINDOW = "start_in_window"
    MUST_START = "must_start"
    FIXED_START = "fixed_start"
    UNDER_WAY_STAYS = "under_way_stays"
    OFFERED_WORKS = "offered_works"
    REQUIRED_WORKS = "required_works"
    PREREQUISITES = "prerequisites"
    DUE_IS_PAID = "due_is_paid"
    SPENT_STAYS = "spent_stays"
    WITHIN_SHARE = "within_share"
    FUND_REGION = "fund_region"
    WITHIN_APPROPRIATION = "within_appropriation"
    WITHIN_EARMARK = "within_earmark"
    WITHIN_CREWS = "within_crews"
    WITHIN_SITES = "within_sites"
    WITHIN_LATE_SHARE = "within_late_share"
    STAYS_CLOSE = "stays_close"  # at most so many estates start otherwise than in the base plan
    COMMITTED_IS_PAID = "committed_is_paid"  # what decisions leave still pays the money already committed

    @classmethod
    def _missing_(cls, value: object) -> "RuleName | None":
        """The rule that an older word means: what was kept under it stays readable."""
        return FORMER.get(value) if isinstance(value, str) else None


FORMER: Mapping[str, RuleName] = {
    # of the verifier and the model
    "outside_window": RuleName.START_IN_WINDOW,
    "must_not_started": RuleName.MUST_START,
    "starts_once": RuleName.MUST_START,
    "option_of_another_work": RuleName.OFFERED_WORKS,
    "work_without_start": RuleName.OFFERED_WORKS,
    "required_work_missing": RuleName.REQUIRED_WORKS,
    "prerequisite_missing": RuleName.PREREQUISITES,
    "not_paid_in_full": RuleName.DUE_IS_PAID,
    "paid_in_full": RuleName.DUE_IS_PAID,
    "negative_payment": RuleName.DUE_IS_PAID,
    "above_share": RuleName.WITHIN_SHARE,
    "outside_region": RuleName.FUND_REGION,
    "within_crew": RuleName.WITHIN_CREWS,
    "committed_not_payable": RuleName.COMMITTED_IS_PAID,
    # of the collisions
    "window": RuleName.START_IN_WINDOW,
    "must": RuleName.MUST_START,
    "prerequisite": RuleName.PREREQUISITES,
    "shares": RuleName.WITHIN_SHARE,
    "fund": RuleName.WITHIN_APPROPRIATION,
    "crew": RuleName.WITHIN_CREWS,
    "site": RuleName.WITHIN_SITES,
    "moves": RuleName.STAYS_CLOSE,
    "committed": RuleName.COMMITTED_IS_PAID,
}
