#!/bin/sh
# Starts Valkey in its container with a user a role, each that has a password in .env; options are handed on.
# The same users as `plenum up` makes (shared/plenum/stack/users.py; a test compares the two). They come by
# standard input and as digests: no command line, log or configuration of the server's has a password.
set -eu

user() { # name, password, rights
  if [ -n "$2" ]; then
    echo "user $1 on #$(printf %s "$2" | sha256sum | cut -d ' ' -f 1) $3"
  fi
}

users=$(
  # Off, with its rights: the append-only file is replayed as this user.
  echo "user default off ~* &* +@all"
  user plenum "$PLENUM_REDIS_PASSWORD" "~* &* +@all -@admin -@dangerous +info"
  user submit "${PLENUM_REDIS_SUBMIT_PASSWORD:-}" "~celery* ~_kombu.binding* &celery-task-meta-* +@connection +@transaction +info +llen +lpush +sadd +smembers +get +mget +subscribe +unsubscribe +psubscribe +punsubscribe"
  user operator "${PLENUM_REDIS_OPERATOR_PASSWORD:-}" "~* &* +@all"
)
exec valkey-server - "$@" <<EOF
$users
EOF
