"""The product as its users meet it: the command line and plain Celery clients."""
