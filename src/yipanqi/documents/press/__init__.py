"""The press: pages, styles, tables and sheets that every kind of document is printed with."""
