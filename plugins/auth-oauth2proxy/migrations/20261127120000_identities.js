/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('oauth2proxy__identities', table => {
    table.comment('Which user entity each account of the identity provider is');
    table
      .text('issuer')
      .notNullable()
      .comment('The identity provider: `iss` of the ID token');
    table
      .text('subject')
      .notNullable()
      .comment("The account's ID, never reassigned: `sub` of the ID token");
    table
      .string('entity_ref')
      .notNullable()
      .unique()
      .comment('The user entity, such as user:default/ada');
    table
      .text('session')
      .nullable()
      .comment("The provider's last session: `sid` or `auth_time`");
    table
      .timestamp('first_seen', { useTz: true })
      .notNullable()
      .comment('The first sign-in');
    table
      .timestamp('last_seen', { useTz: true })
      .notNullable()
      .comment('The last sign-in or refresh, accurate to an hour');
    table.primary(['issuer', 'subject']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('oauth2proxy__identities');
};
