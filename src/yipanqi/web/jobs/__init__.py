"""Long work: filed by a view, done by a worker; shows progress, can be stopped, has its effect once."""
