/** Why a group of the ID token counts or not, with the same values as in plugins/auth-oauth2proxy. */
export type GroupReason =
  | 'mapped'
  | 'included'
  | 'not_included'
  | 'mapping_invalid'
  | 'name_invalid';

/** A group of the ID token. */
export interface AccountGroup {
  /** The group, spelled as in the token. */
  name: string;
  reason: GroupReason;
  /** Missing if the group is ignored. */
  entityRef?: string;
}

/** The account at the identity provider, as the auth provider reports it. */
export interface Account {
  issuer: string;
  subject: string;
  /** In seconds. */
  idTokenExpiresIn: number;
  /** Missing if the portal reads no groups. */
  groupsClaim?: string;
  /** Why the token has no list of groups. */
  groupsMissingReason?: 'claim_missing' | 'list_too_long';
  groups: AccountGroup[];
}
