"""The smoke_detector_model service."""
