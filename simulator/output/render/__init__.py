"""Renderers: each turns any document into text for a terminal, a page, a workbook or files."""
