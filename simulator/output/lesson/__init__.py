"""A lesson as one page that is opened by itself: its data, and the files that play it."""
