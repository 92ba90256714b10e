"""Publications on paper and as files: pages, PDF, Word, Excel, the static site, packages, and what hides in files."""
