#!/bin/sh
# Adds to .env the secrets of Airflow's containers that are not there yet; those that are stay.
set -eu
umask 077
touch .env
for name in AIRFLOW_POSTGRES_PASSWORD AIRFLOW_JWT_SECRET AIRFLOW_ADMIN_PASSWORD; do
  if ! grep -q "^$name=." .env; then
    echo "$name=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" >>.env
  fi
done
