/**
 * Adds the users who sign in through oauth2-proxy, and their groups, to the Backstage catalog.
 *
 * @packageDocumentation
 */

export { catalogModulePeople as default } from './module';
