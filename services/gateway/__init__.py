"""The HTTP door: the same pipeline for whoever writes no Celery client. It holds no rules of its own."""
