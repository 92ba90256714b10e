"""Who may do what: organisations, people, roles with scope."""
