"""Results as documents, charts and files."""
