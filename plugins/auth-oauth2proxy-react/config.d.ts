export interface Config {
  app?: {
    auth?: {
      /**
       * Where the browser goes when someone has signed out and oauth2-proxy has ended its session. A path of the portal, or
       * an address of the identity provider that ends its session; its host has to be in `whitelist_domains` of oauth2-proxy
       * then. Default: `/signed-out.html`, for providers whose session ends with that of oauth2-proxy or who have none.
       *
       * @example '/signed-out.html#provider-session' for a provider whose session goes on: the page says so
       * @visibility frontend
       */
      signOutUrl?: string;
    };
  };
}
