import { Locator, Page } from '@playwright/test';
import { composeStack } from './composeStack';
import { keycloakName } from './signIn';

export interface Person {
  id: string;
  name: string;
}

/** Where a person says who they are: the page of the stand-in, or Keycloak's. */
export interface SignInPage {
  heading: Locator;
  signInAs(person: Person): Promise<void>;
}

export function standInSignInPage(page: Page): SignInPage {
  return {
    heading: page.getByRole('heading', { name: 'Choose a user' }),
    signInAs: ({ name }) => page.getByRole('button', { name }).click(),
  };
}

export function keycloakSignInPage(page: Page): SignInPage {
  return {
    heading: page.getByRole('heading', { name: 'Sign in to your account' }),
    async signInAs({ id }) {
      await page.getByLabel('Username').fill(keycloakName(id));
      await page
        .getByRole('textbox', { name: 'Password' })
        .fill(composeStack.password());
      await page.getByRole('button', { name: 'Sign In' }).click();
    },
  };
}

export const ADA = { id: 'ada', name: 'Ada Lovelace' };
export const GRACE = { id: 'grace', name: 'Grace Hopper' };
