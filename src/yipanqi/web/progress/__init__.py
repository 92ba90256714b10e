"""Reports from the site, lights, forecast, and the plan that begins from what really happened."""
