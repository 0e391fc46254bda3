"""What customers remember and buy, whose they are, and what is paid for that."""
