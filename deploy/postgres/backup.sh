#!/bin/sh
# Writes the database of the running portal to standard output:
#
#   deploy/postgres/backup.sh > portal.dump
set -eu
cd "$(dirname "$0")/../.."
exec docker compose exec -T postgres pg_dump --username postgres --format custom backstage
