"""Progress: what the site reports, the light that a rule gives to it, and when it will be finished."""
