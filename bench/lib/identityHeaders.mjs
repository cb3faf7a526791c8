/** What oauth2-proxy tells its upstream: our provider reads the token, Backstage's own takes the name from the others. */
export function identityHeaders(token, claims) {
  return {
    'x-oauth2-proxy-id-token': `Bearer ${token}`,
    'x-forwarded-user': claims.preferred_username,
    'x-forwarded-preferred-username': claims.preferred_username,
    'x-forwarded-email': claims.email,
  };
}
