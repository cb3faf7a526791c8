#!/bin/sh
# Two users, each with the keys that are its own; whoever gives no name may only ask whether the server is there.
set -eu
umask 077
cat > /tmp/users.acl <<END
user default on nopass resetkeys -@all +ping
user sessions on >$SESSIONS_PASSWORD resetkeys ~_oauth2_proxy* ~__Host-oauth2_proxy* +@all -@admin -@dangerous +info
user cache on >$CACHE_PASSWORD resetkeys ~backstage-* +@all -@admin -@dangerous +info
END
unset SESSIONS_PASSWORD CACHE_PASSWORD
# The log of changes brings sessions back after a restart.
exec valkey-server --protected-mode no --aclfile /tmp/users.acl --dir /data --appendonly yes --save '' --maxmemory 192mb --maxmemory-policy volatile-lru
