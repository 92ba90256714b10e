"""A plan and what is worked out with it: the offer, its arithmetic, its rules, its tasks, its words."""
