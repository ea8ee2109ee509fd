#!/usr/bin/env bash
# From a fresh clone to a stack that runs, in containers where there is an engine, else as plain processes.
#
#   scripts/setup.sh                what is there, what is missing with its cure; then sets up
#   scripts/setup.sh --check        says it alone
#   HOST_PORT=20000 scripts/setup.sh  publishes on ports from 20001 on
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%-12s %s\n' "$1" "$2"; }

compose=()
if docker compose version >/dev/null 2>&1; then
  compose=(docker compose)
elif podman compose version >/dev/null 2>&1; then
  compose=(podman compose)
elif command -v podman-compose >/dev/null; then
  compose=(podman-compose)
fi

if [ ${#compose[@]} -gt 0 ]; then
  say containers "${compose[*]}"
elif python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  say containers "no engine: docs.docker.com/engine/install; plain processes do without"
  say python "$(python3 --version)"
else
  say containers "no engine: docs.docker.com/engine/install"
  say python "older than 3.11 or missing: install Python 3.11 or newer, with venv"
  exit 1
fi
say memory "$(awk '/MemAvailable/ {printf "%.1f GB free", $2 / 1e6}' /proc/meminfo 2>/dev/null || echo unknown); the stack needs 2"
[ "${1:-}" = --check ] && exit 0

if [ ${#compose[@]} -gt 0 ]; then
  if [ ! -e .env ]; then
    (umask 077 && cp .env.example .env)
    password=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')
    echo "PLENUM_REDIS_PASSWORD=$password" >>.env
    say .env "made from .env.example, with a password for Redis"
  fi
  make compose-up-observe COMPOSE="${compose[*]}"
else
  make setup
  .venv/bin/plenum up
fi
