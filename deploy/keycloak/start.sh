#!/bin/bash
# Starts the demo's Keycloak. Keycloak imports a realm only once, so its database is recreated if the realm or its
# settings have changed.
set -eu
data=/opt/keycloak/data
realm=/etc/keycloak/realm.json
export PUBLIC_URL=${PUBLIC_URL%/}

checksum=$(printf '%s\n' "$(<"$realm")" "$PUBLIC_URL" "$OIDC_CLIENT_SECRET" "$DEMO_PASSWORD" | sha256sum)
if [ "$(cat "$data/settings" 2>/dev/null)" != "$checksum" ]; then
  rm -rf "$data/h2"
  echo "$checksum" >"$data/settings"
fi
# Keycloak inserts these into JSON strings.
for name in OIDC_CLIENT_SECRET DEMO_PASSWORD; do
  value=${!name//\\/\\\\}
  export "$name=${value//\"/\\\"}"
done
mkdir -p "$data/import"
cp "$realm" "$data/import/realm.json"
exec /opt/keycloak/bin/kc.sh start --optimized --import-realm
