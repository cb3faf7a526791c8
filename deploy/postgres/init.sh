#!/bin/sh
# Runs once, on an empty volume: a database for Backstage, and a user who owns it and nothing else.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --set password="$BACKSTAGE_DATABASE_PASSWORD" --username postgres <<'SQL'
CREATE ROLE backstage LOGIN PASSWORD :'password';
CREATE DATABASE backstage OWNER backstage;
REVOKE ALL ON DATABASE backstage FROM PUBLIC;
SQL
