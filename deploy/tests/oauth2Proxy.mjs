import { run } from './composeProject.mjs';

/** A provider inside oauth2-proxy's container, so that no other container is needed. */
export const PROVIDER = {
  OIDC_SKIP_DISCOVERY: 'true',
  OIDC_LOGIN_URL: 'http://127.0.0.1:9000/login',
  OIDC_TOKEN_URL: 'http://127.0.0.1:9000/token',
  OIDC_JWKS_URL: 'http://127.0.0.1:9000/keys',
};
/** Prints the requests that it gets on port 9000. */
export const PRINT_REQUESTS = `
  nc -ll -p 9000 -e sh -c 'while read -r line && [ "\${#line}" -gt 1 ]; do echo "$line" >&2; done; printf "HTTP/1.0 400 Bad Request\\r\\n\\r\\n"' &`;
export const START =
  'sh /etc/oauth2-proxy/start.sh --alpha-config=/etc/oauth2-proxy/alpha.yaml';
/** Starts oauth2-proxy in the background, and returns when it is ready or has failed. */
export const START_IN_BACKGROUND = `${START} & proxy=$!
  until wget -q -O /dev/null http://127.0.0.1:4180/ping 2>/dev/null || ! kill -0 $proxy 2>/dev/null; do sleep 0.1; done`;
/** Prints the URL of the provider's sign-in page, then returns from it with a code. */
export const SIGN_IN = `${PRINT_REQUESTS}
  ${START_IN_BACKGROUND}
  response=$(printf 'GET /_oauth2/start HTTP/1.0\\r\\n\\r\\n' | nc 127.0.0.1 4180)
  echo "$response" | grep -E '^(Location|Set-Cookie):'
  state=$(echo "$response" | sed -n 's/^Location:.*[?&]state=\\([^&]*\\).*/\\1/p' | tr -d '\\r')
  cookie=$(echo "$response" | sed -n 's/^Set-Cookie: \\([^;]*\\).*/\\1/p')
  wget -q -O /dev/null --header "Cookie: $cookie" "http://127.0.0.1:4180/_oauth2/callback?code=code&state=$state"`;

/** Runs a script in a new oauth2-proxy container. */
export function inProxy(values, script) {
  const cookies = '--env=OAUTH2_PROXY_SESSION_STORE_TYPE=cookie';
  return run('oauth2-proxy', {
    values,
    options: [cookies, '--entrypoint=sh'],
    args: ['-s'],
    input: script,
  });
}

/** Returns the client id and the secret that oauth2-proxy sends to the provider. */
export function credentialsIn(output) {
  const [, encoded = ''] = output.match(/^Authorization: Basic (\S+)/m) ?? [];
  return Buffer.from(encoded, 'base64')
    .toString()
    .split(':')
    .map(part => decodeURIComponent(part.replaceAll('+', ' ')));
}
