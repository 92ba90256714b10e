"""An adopted plan carried out: tasks, gates, contracts, changes, digs, joint acceptance and handover."""
