"""A room: its grid, outline, walls and distances, and a model's layout on it."""
