export interface Config {
  app?: {
    auth?: {
      /**
       * The path of oauth2-proxy's endpoints, as in its option `proxy_prefix`. Default: `/oauth2`, as in oauth2-proxy.
       *
       * @visibility frontend
       */
      proxyPrefix?: string;
      /**
       * Where the browser goes after oauth2-proxy has signed the user out: a path of the portal, or the identity provider's
       * sign-out URL, whose host must be in oauth2-proxy's `whitelist_domains`. Default: `/signed-out.html`, for providers
       * that keep no session or whose session oauth2-proxy ends.
       *
       * @example '/signed-out.html#provider-session' if the provider's session continues; the page then tells the user so
       * @visibility frontend
       */
      signOutUrl?: string;
    };
  };
}
