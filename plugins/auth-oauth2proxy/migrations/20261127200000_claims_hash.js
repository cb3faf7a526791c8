/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('oauth2proxy__identities', table => {
    table
      .text('claims_hash')
      .nullable()
      .comment('A hash of the profile and groups of the last event');
    table
      .text('pending_claims')
      .nullable()
      .comment('The profile and groups, as JSON, until the event is published');
    table.index('last_seen');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('oauth2proxy__identities', table => {
    table.dropIndex('last_seen');
    table.dropColumn('pending_claims');
    table.dropColumn('claims_hash');
  });
};
