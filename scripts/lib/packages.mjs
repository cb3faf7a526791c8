/**
 * The folders of the packages that any portal can install, and what their tarballs need from elsewhere in the repository, by
 * its path in the tarball.
 *
 * @type {Record<string, Record<string, string>>}
 */
export const PACKAGES = {
  'plugins/auth-oauth2proxy': { LICENSE: 'LICENSE' },
  'plugins/auth-oauth2proxy-react': { LICENSE: 'LICENSE' },
  'plugins/catalog-people': { LICENSE: 'LICENSE' },
  'packages/dev-proxy': {
    LICENSE: 'LICENSE',
    templates: 'deploy/oauth2-proxy/templates',
  },
};
