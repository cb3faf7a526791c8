export interface Config {
  permission?: {
    /**
     * The group whose members have all permissions. Membership comes from the user's last sign-in. Without this key, nobody is an
     * administrator. The backend warns if the group is not in the catalog.
     *
     * @example group:default/portal-admins
     */
    administrators?: string;
  };
}
