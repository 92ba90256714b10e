"""Pages that span stages: the first page with its board, the registry, the map, the page of one estate."""
