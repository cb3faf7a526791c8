import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { root } from '../lib/command.mjs';

const folder = join(root, 'deploy/metrics');
const read = file => readFileSync(join(folder, file), 'utf8');

const promtool = (...args) =>
  spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });

const skip = promtool('--version').error && 'promtool is not installed';

describe('deploy/metrics', () => {
  for (const args of [
    ['check', 'config', 'prometheus.yaml'],
    ['check', 'rules', 'alerts.yaml'],
    ['test', 'rules', 'alerts.test.yaml'],
  ]) {
    it(`passes promtool ${args.join(' ')}`, { skip }, () => {
      const { status, stdout, stderr } = promtool(...args);
      assert.equal(status, 0, stdout + stderr);
    });
  }

  it('has a test for each alert', () => {
    const [{ rules }] = parse(read('alerts.yaml')).groups;
    const tested = parse(read('alerts.test.yaml')).tests.flatMap(test =>
      test.alert_rule_test
        .filter(({ exp_alerts: alerts }) => alerts.length > 0)
        .map(({ alertname }) => alertname),
    );
    assert.deepEqual(tested.sort(), rules.map(({ alert }) => alert).sort());
  });

  it('uses only metrics from docs/operations.md in the dashboard and the alerts', () => {
    const page = readFileSync(join(root, 'docs/operations.md'), 'utf8');
    const used = ['alerts.yaml', 'dashboard.json'].flatMap(file =>
      read(file).match(/\b(oauth2proxy|catalog)_\w+/g),
    );
    assert.ok(used.length > 10);
    const unknown = used
      .map(name => name.replace(/_(bucket|count|sum)$/, ''))
      .filter(name => !page.includes(`\`${name}`));
    assert.deepEqual(unknown, []);
  });

  it('has services that are off by default, and reachable only from this machine', () => {
    const { services } = parse(
      readFileSync(join(root, 'docker-compose.yaml'), 'utf8'),
      { merge: true },
    );
    for (const name of ['prometheus', 'grafana']) {
      const service = services[name];
      assert.deepEqual(service.profiles, ['metrics']);
      assert.match(service.ports.join(), /^127\.0\.0\.1:\d+:\d+$/);
      assert.equal(service.read_only, true);
      assert.deepEqual(service.cap_drop, ['ALL']);
      assert.match(service.user, /^[1-9]/);
    }
  });
});
