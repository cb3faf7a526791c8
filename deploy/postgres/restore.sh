#!/bin/sh
# Puts a backup in the place of the portal's database:
#
#   deploy/postgres/restore.sh < portal.dump
#
# The backup is read into a database beside it first. A backup that cannot be read changes nothing, and the portal is away
# only while the two change places.
set -eu
cd "$(dirname "$0")/../.."

sql() {
  docker compose exec -T postgres psql --username postgres --quiet --set ON_ERROR_STOP=1 "$@" </dev/null
}

sql --command 'DROP DATABASE IF EXISTS restored' \
  --command 'CREATE DATABASE restored OWNER backstage' \
  --command 'REVOKE ALL ON DATABASE restored FROM PUBLIC'
docker compose exec -T postgres pg_restore --username postgres --dbname restored --exit-on-error
docker compose stop backstage
sql --command 'DROP DATABASE backstage WITH (FORCE)' \
  --command 'ALTER DATABASE restored RENAME TO backstage'
docker compose start backstage
