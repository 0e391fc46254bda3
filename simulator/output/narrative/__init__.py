"""One person's day, an account's and a deal's way, told line by line."""
