"""What a lesson needs to be played: a grid of settings, weeks, bridges, and what it claims."""
