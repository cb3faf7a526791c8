import { createOauth2ProxyAuthModule } from 'backstage-plugin-auth-backend-module-oauth2proxy';

/**
 * Who may sign in, and as whom: everyone with a valid token, as `user:default/<preferred_username>`, who also owns what the
 * token's groups own.
 */
export const signInPolicy = createOauth2ProxyAuthModule({
  signIn: {
    resolver: async ({ result }, ctx) =>
      ctx.issueToken({
        claims: {
          sub: result.userEntityRef,
          ent: result.ownershipEntityRefs,
        },
      }),
  },
});
