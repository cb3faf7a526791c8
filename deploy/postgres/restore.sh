#!/bin/sh
# Replaces the portal's database with a backup:
#
#   deploy/postgres/restore.sh < portal.dump
#
# The backup is first restored into a separate database. If the backup can't be read, nothing changes. The portal is
# down only while the databases are swapped.
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
