"""One Plenum job as an Airflow DAG sees it: what is asked, how it is sent, how far it is, and its end.

Nothing of Plenum's own code is imported: jobs go to its coordinator as any Celery client's do, and how they
get on is read from its gateway. This folder has to be on PYTHONPATH, also the triggerer's.
"""
