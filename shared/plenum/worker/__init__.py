"""The Celery app factory that every service uses, its signals and its heartbeat."""
