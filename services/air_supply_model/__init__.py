"""The air_supply_model service."""
