"""The rules that every engine follows, as plain functions over columns of whole numbers."""
