import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Colors, dark, light } from './colors';

const root = join(__dirname, '..', '..', '..', '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

const pages = ['sign_in.html', 'error.html'];
const readPage = (page: string) =>
  read('deploy', 'oauth2-proxy', 'templates', page);

describe("oauth2-proxy's pages", () => {
  const [lightStyle, darkStyle] = readPage('sign_in.html').split('@media');

  it.each<[string, Colors, string]>([
    ['light', light, lightStyle],
    ['dark', dark, darkStyle],
  ])('have the colours of the %s theme', (_, colors, style) => {
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

  it('have the logo of the portal', () => {
    const [path] = read('packages/app/src/branding/logo.tsx').match(
      /d="M.*?"/,
    )!;
    expect(readPage('sign_in.html')).toContain(path);
  });

  it.each(pages)('have the name of the portal: %s', page => {
    const [, name] = read('app-config.yaml').match(/^ {2}title: (.*)$/m)!;
    expect(readPage(page)).toContain(`${name}</title>`);
  });

  it.each(pages)('need nothing from anywhere else: %s', page => {
    expect(readPage(page)).not.toMatch(/\/\/|<script src|@import|url\(/);
  });

  it.each(pages)("show none of oauth2-proxy's own texts: %s", page => {
    expect(readPage(page)).not.toMatch(
      /\{\{-? *(\.(Message|Title)|\$message|\$error) *-?\}\}/,
    );
  });
});

describe("nginx's pages", () => {
  const nginxPages = ['.unavailable.html', '.rejected.html'];
  const readNginxPage = (page: string) =>
    read('deploy', 'nginx', 'pages', page);

  it.each(nginxPages)("have the colours of oauth2-proxy's: %s", page => {
    const html = readNginxPage(page);
    for (const [, name, value] of html.matchAll(
      /--([\w-]+): (#[0-9a-f]{6});/g,
    )) {
      expect(readPage('sign_in.html')).toContain(`--${name}: ${value};`);
    }
  });

  it.each(nginxPages)('need nothing from anywhere else: %s', page => {
    expect(readNginxPage(page)).not.toMatch(/\/\/|<script|@import|url\(/);
  });
});
