#!/bin/sh
# Starts oauth2-proxy after checking settings that it would accept at startup but fail on later.
set -eu
. /usr/local/lib/readSecret.sh

read_secret OIDC_CLIENT_SECRET
read_secret COOKIE_SECRET
read_secret SESSIONS_PASSWORD
export OAUTH2_PROXY_COOKIE_SECRET="$COOKIE_SECRET"
export OAUTH2_PROXY_REDIS_PASSWORD="$SESSIONS_PASSWORD"

# The same rule as in scripts/lib/settings.mjs. Over plain HTTP, browsers treat only loopback addresses as secure.
url=$(printf '%s' "${PUBLIC_URL%/}" | tr '[:upper:]' '[:lower:]')
host='([a-z0-9._-]+|\[[0-9a-f:.]+\])'
loopback='(([a-z0-9-]+\.)*localhost|127\.[0-9.]+|\[::1\])'
printf '%s\n' "$url" | grep -Eqx "(https://$host|http://$loopback)(:[0-9]{1,5})?" ||
  refuse "PUBLIC_URL is \"$PUBLIC_URL\". Set it to https:// and a host name, without a path: https://portal.example.com. http:// works for localhost only."
export OAUTH2_PROXY_REDIRECT_URL="$url/_oauth2/callback"

case ${OIDC_SKIP_DISCOVERY:-false} in
true | false) ;;
*) refuse "OIDC_SKIP_DISCOVERY is \"$OIDC_SKIP_DISCOVERY\". Set it to true or false." ;;
esac

# oauth2-proxy would treat spaces as part of the names.
without_spaces() {
  printf '%s' "$1" | tr -d ' '
}
OAUTH2_PROXY_WHITELIST_DOMAINS=$(without_spaces "$OAUTH2_PROXY_WHITELIST_DOMAINS")
OAUTH2_PROXY_EMAIL_DOMAINS=$(without_spaces "$OAUTH2_PROXY_EMAIL_DOMAINS")
case $OAUTH2_PROXY_EMAIL_DOMAINS in
*@*) refuse "ALLOWED_EMAIL_DOMAINS is \"$OAUTH2_PROXY_EMAIL_DOMAINS\". Set it to domains without @: example.com,example.org" ;;
esac

# Converts comma-separated names into a YAML list.
yaml_list() {
  printf '%s' "$1" | sed "s/'/''/g; s/^[ ,]*//; s/[ ,]*$//; s/ *,[ ,]*/', '/g; s/..*/['&']/"
}
ALLOWED_GROUPS_LIST=$(yaml_list "${OAUTH2_PROXY_ALLOWED_GROUPS:-}")
export ALLOWED_GROUPS_LIST

METRICS_ADDRESS=${METRICS_PORT:+0.0.0.0:$METRICS_PORT}
export METRICS_ADDRESS

exec oauth2-proxy "$@"
