#!/bin/sh
# Starts PostgreSQL with a database for Backstage and a user who owns it. Each step can be repeated, so the next start
# completes an interrupted first start, and changed passwords take effect.
set -eu
. /usr/local/lib/readSecret.sh
read_secret POSTGRES_PASSWORD
read_secret BACKSTAGE_DATABASE_PASSWORD

# PG_VERSION is moved last: if it is missing, initialization starts over.
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -d "$PGDATA/new" ]; then
    find "$PGDATA" -mindepth 1 -delete
  fi
  initdb --pgdata="$PGDATA/new" --username=postgres --auth=trust
  chmod 700 "$PGDATA"
  find "$PGDATA/new" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv -t "$PGDATA" {} +
  mv "$PGDATA/new/PG_VERSION" "$PGDATA"
  rmdir "$PGDATA/new"
fi

# Don't listen for other containers until the passwords are set.
pg_ctl start --silent --wait --timeout=600 --options="-c listen_addresses='' -c hba_file=/etc/postgresql/pg_hba.conf"
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres <<'SQL'
-- Keeps passwords out of the log if a statement fails.
SET log_min_error_statement = panic;
\getenv superuser_password POSTGRES_PASSWORD
\getenv password BACKSTAGE_DATABASE_PASSWORD
ALTER ROLE postgres PASSWORD :'superuser_password';
SELECT 'CREATE ROLE backstage LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'backstage') \gexec
ALTER ROLE backstage PASSWORD :'password';
SELECT 'CREATE DATABASE backstage OWNER backstage' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'backstage') \gexec
REVOKE ALL ON DATABASE backstage FROM PUBLIC;
SQL
pg_ctl stop --silent --wait --mode=fast

# Enough for three backends. See docs/configuration.md.
exec postgres -c max_connections=250 -c listen_addresses='*' -c hba_file=/etc/postgresql/pg_hba.conf
