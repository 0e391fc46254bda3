"""Documents as files of one format."""
