export interface Config {
  app?: {
    auth?: {
      /**
       * Where the browser goes after signing out, when oauth2-proxy has ended its session. Either a path of the portal, or
       * an address of the identity provider that ends the provider's session; the host of that address must be in
       * oauth2-proxy's `whitelist_domains`. Default: `/signed-out.html`, for a provider whose session oauth2-proxy ends or
       * that keeps none.
       *
       * @example '/signed-out.html#provider-session' for a provider whose session doesn't end: the page tells the user
       * @visibility frontend
       */
      signOutUrl?: string;
    };
  };
}
