import { containersOf, docker } from '../support/docker';
import { runDoctor } from '../support/doctor';
import { expect, test } from './fixtures';

test('the doctor reports no problem in the image', async () => {
  const [here, other] = await containersOf('backstage');
  const name = await docker('inspect', '--format={{.Name}}', other);
  const { code, problem, ok } = await runDoctor([
    ...['docker', 'exec', here, '/nodejs/bin/node', '/app/doctor.mjs'],
    ...['--json', '--backend', 'http://localhost:7007'],
    ...['--backend', `http:/${name}:7007`],
  ]);
  expect(problem).toEqual([]);
  expect(code).toBe(0);
  expect(ok).toEqual(
    expect.arrayContaining([
      'setting-names',
      'database',
      'migration-lock',
      'cache',
      'signing-keys',
      'backend-readiness',
      'requests-without-a-token',
      'forged-tokens',
      'provider-keys',
      'replicas',
    ]),
  );
});
