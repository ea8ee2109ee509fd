"""The air_return_model service."""
