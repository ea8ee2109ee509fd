"""The light_model_d_learned service."""
