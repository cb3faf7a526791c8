/** Where the provider's configuration is, for messages that name a key. */
export const CONFIG_PATH = 'auth.providers.oauth2proxy';
