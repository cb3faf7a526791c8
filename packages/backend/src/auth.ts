import { createOauth2ProxyAuthModule } from 'backstage-plugin-auth-backend-module-oauth2proxy';

/**
 * Who may sign in, and as whom: everyone whose token was verified, as `user:default/<preferred_username>`, owning what
 * the groups of the token own.
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
