"""The rule table and what it makes of a measured value: evidence."""
