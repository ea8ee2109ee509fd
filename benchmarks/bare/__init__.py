"""Celery alone, with as many hops as Plenum and tasks that do nothing: what there is to beat."""
