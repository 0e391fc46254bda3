"""When a task is due, in which session, and how urgent it is."""
