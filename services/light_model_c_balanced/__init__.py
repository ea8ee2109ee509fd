"""The light_model_c_balanced service."""
