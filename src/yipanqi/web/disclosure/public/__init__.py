"""What the public gets: the source of the public tree, its building, its search, pages that anybody may open."""
