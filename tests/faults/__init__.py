"""The promises, each with a test."""
