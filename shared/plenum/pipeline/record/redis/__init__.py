"""The record in Redis, one atomic script a step."""
