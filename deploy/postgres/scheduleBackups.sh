#!/bin/sh
# Backs up the portal's database once a day, and removes backups that are older than BACKUP_DAYS. After a failure, it
# tries again ten minutes later, and removes nothing.
set -eu
. /usr/local/lib/readSecret.sh
read_secret BACKSTAGE_DATABASE_PASSWORD
export PGPASSWORD="$BACKSTAGE_DATABASE_PASSWORD"
umask 077
trap 'exit 0' TERM INT

has_recent_backup() {
  [ -n "$(find /backups -name '*.dump' -mmin -1440)" ]
}

# Incomplete backups have another name.
back_up() {
  name="portal-$(date -u +%Y-%m-%dT%H%M%SZ)"
  pg_dump --host=postgres --username=backstage --format=custom --file="/backups/$name.part" backstage &&
    mv "/backups/$name.part" "/backups/$name.dump" &&
    echo "Backed up the database to $name.dump"
}

remove_old_backups() {
  find /backups -name '*.part' -delete
  find /backups -name '*.dump' -mmin "+$((BACKUP_DAYS * 1440))" -print -delete
}

while :; do
  if ! has_recent_backup; then
    if back_up; then
      remove_old_backups
    else
      echo "The backup failed. The next attempt is in 10 minutes." >&2
    fi
  fi
  # A signal ends wait, but not sleep.
  sleep 600 &
  wait $!
done
