"""What the public gets: the source of the public tree, its building, its search, and the pages that anybody may open."""
