"""The light_model_a_dense service."""
