"""What must hold while an adopted plan is carried out: tasks, gates, contracts, changes, digs, acceptance."""
