#!/bin/sh
# Starts Valkey with two users, each limited to its own keys. The default user can only ping.
set -eu
. /usr/local/lib/readSecret.sh
read_secret SESSIONS_PASSWORD
read_secret CACHE_PASSWORD

# Passwords are hashed, so that they can contain any character.
hash() {
  printf '%s' "$1" | sha256sum | cut -d ' ' -f 1
}

umask 077
cat >/tmp/users.acl <<END
user default on nopass resetkeys -@all +ping
user sessions on #$(hash "$SESSIONS_PASSWORD") resetkeys ~_oauth2_proxy* ~__Host-oauth2_proxy* +@all -@admin -@dangerous +info
user cache on #$(hash "$CACHE_PASSWORD") resetkeys ~backstage-* +@all -@admin -@dangerous +info
END
unset SESSIONS_PASSWORD CACHE_PASSWORD
# The append-only file keeps sessions across restarts.
exec valkey-server --protected-mode no --aclfile /tmp/users.acl --dir /data --appendonly yes --save '' --maxmemory 192mb --maxmemory-policy volatile-lru
