"""The light_model_b_sparse service."""
