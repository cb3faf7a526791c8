import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { readPersonas } from './personas';

const folder = mkdtempSync(join(tmpdir(), 'personas-'));
const file = join(folder, 'personas.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

const read = (content: string) => {
  writeFileSync(file, content);
  return readPersonas(file);
};

describe('readPersonas', () => {
  it('reads all properties', async () => {
    const rosa = {
      id: 'rosa',
      about: 'Team lead',
      name: 'Rosa Parks',
      userName: 'rosa',
      email: 'rosa@example.com',
      emailVerified: false,
      groups: ['payments'],
      tokenLifetime: 60,
    };
    expect(await read(JSON.stringify([rosa]))).toEqual([rosa]);
  });

  it.each([
    ['no list', 'rosa: {}', 'must be a list'],
    ['an empty list', '[]', 'must be a list'],
    ['invalid YAML', '- {', file],
    ['a user without a name', '- { id: a, userName: a }', 'personas[0].name'],
    [
      'a wrong type',
      '- { id: a, name: a, userName: a, groups: b }',
      'personas[0].groups',
    ],
  ])('refuses a file with %s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
    await expect(read(content)).rejects.toThrow(file);
  });

  it('names a file that does not exist', async () => {
    await expect(readPersonas('/none.yaml')).rejects.toThrow('/none.yaml');
  });
});
