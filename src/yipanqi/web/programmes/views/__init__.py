"""HTTP of programmes: the first page, the registry, an estate, single rows, imports."""
