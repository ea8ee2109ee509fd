"""A list of rooms as a table (CSV): for those who have no model."""
