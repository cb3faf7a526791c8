import { readFileSync } from 'fs';
import { resolve } from 'path';
import { errorPage, ProxyProblem, proxyProblems } from './errorPage';
import { KEEP_PATH } from './keepPath';
import { hash } from './page';

const read = (name: string) =>
  readFileSync(
    resolve(__dirname, '../../../../deploy/oauth2-proxy/templates', name),
    'utf8',
  );

describe("the stand-in's error pages and those of oauth2-proxy", () => {
  it('have the same script', () => {
    expect(read('error.html')).toContain(`<script>${KEEP_PATH}</script>`);
  });

  it('allow that script and no other', () => {
    expect(read('sign_in.html')).toContain(`script-src ${hash(KEEP_PATH)};`);
  });

  it.each(proxyProblems)('have the same texts for %s', problem => {
    const texts = errorPage(problem as ProxyProblem).body.matchAll(
      /<(h1|p)>(.*?)<\//g,
    );
    for (const [, , text] of texts) {
      expect(read('error.html')).toContain(`"${text}"`);
    }
    expect(read('error.html')).toContain(`$cause = "${problem}"`);
  });
});
