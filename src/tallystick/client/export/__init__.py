"""Things as tables: in memory, in batches, in files.

columns.py   which columns there are, and of which type each is
facts.py     built-in fields as columns
cells.py     types of cells, and values as cells
rows.py      things read page by page, as columns of cells
arrow.py     rows as Arrow batches and tables, and those as frames and Parquet
files.py     rows as CSV and JSON lines; files that are there whole or not at all
"""
