import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Colors, dark, light } from './colors';

const root = join(__dirname, '..', '..', '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const TEMPLATES = 'deploy/oauth2-proxy/templates';
const signInPage = read(`${TEMPLATES}/sign_in.html`);
const errorPage = read(`${TEMPLATES}/error.html`);

// part: nginx
const nginxPages = [
  'deploy/nginx/pages/.unavailable.html',
  'deploy/nginx/pages/.rejected.html',
];
// end part
const staticPages = [
  // part: nginx
  ...nginxPages,
  // end part
  'packages/app/public/signed-out.html',
  'packages/app/public/signed-in.html',
];

/** Returns the text between the first `start` and the next `end`. */
const between = (text: string, start: string, end: string) =>
  text.split(start)[1].split(end)[0];

const sharedStyle = between(signInPage, '<style>', '</style>');

describe('the style of all pages outside the app', () => {
  const [lightStyle, darkStyle] = sharedStyle.split('@media');

  it.each<[string, Colors, string]>([
    ['light', light, lightStyle],
    ['dark', dark, darkStyle],
  ])('has the colours of the %s theme', (_, colors, style) => {
    const variables = Array.from(
      style.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g),
      ([, name, value]) => [name, value],
    );
    expect(Object.fromEntries(variables)).toEqual({
      brand: colors.brand,
      'on-brand': colors.onBrand,
      background: colors.background,
      card: colors.card,
      text: colors.text,
      'text-soft': colors.textSoft,
      line: colors.line,
    });
  });

  it.each(staticPages)('is used by %s', page => {
    expect(between(read(page), '<style>', '</style>')).toBe(sharedStyle);
  });
});

describe("oauth2-proxy's pages", () => {
  const pages = { 'sign_in.html': signInPage, 'error.html': errorPage };

  it("have the portal's logo", () => {
    const [path] = read('packages/app/src/branding/logo.tsx').match(
      /d="M.*?"/,
    )!;
    expect(signInPage).toContain(path);
  });

  it("allow only error.html's script", () => {
    const script = between(errorPage, '<script>', '</script>');
    const hash = createHash('sha256').update(script).digest('base64');
    expect(signInPage).toContain(`script-src 'sha256-${hash}';`);
  });

  describe.each(Object.entries(pages))('%s', (_, page) => {
    it("contains the portal's name", () => {
      const [, name] = read('app-config.yaml').match(/^ {2}title: (.*)$/m)!;
      expect(page).toContain(`${name}</title>`);
    });

    it('loads no other files', () => {
      expect(page).not.toMatch(/\/\/|<script src|@import|url\(/);
    });

    it("shows none of oauth2-proxy's own text", () => {
      expect(page).not.toMatch(
        /\{\{-? *(\.(Message|Title)|\$message|\$error) *-?\}\}/,
      );
    });
  });
});

// part: nginx
it.each(nginxPages)('the nginx page %s loads no other files', page => {
  expect(read(page)).not.toMatch(/\/\/|<script|@import|url\(/);
});
// end part
