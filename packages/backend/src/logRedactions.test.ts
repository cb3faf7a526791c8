import { findPasswords } from './logRedactions';

describe('findPasswords', () => {
  it.each<[string, object, string[]]>([
    [
      "in the cache's URL",
      { cache: { connection: 'redis://cache:p%40ss@valkey:6379' } },
      ['p%40ss', 'p@ss'],
    ],
    [
      'in a URL without a user name',
      { cache: { connection: 'rediss://:s3cr3t@valkey' } },
      ['s3cr3t'],
    ],
    [
      "in a plugin database's URL",
      { plugin: { catalog: { connection: 'postgresql://u:s3cr3t@db/x?a=b' } } },
      ['s3cr3t'],
    ],
    [
      'in an invalid URL',
      { connection: 'redis://cache:p@ss:w/rd#%@valkey' },
      ['p@ss:w/rd#%'],
    ],
    [
      'in its own key, as JSON escapes it',
      { connection: { password: 'a"b\\c' } },
      ['a"b\\c', 'a\\"b\\\\c', 'a%22b%5Cc'],
    ],
    [
      'in a list',
      { hosts: [{ url: 'redis://a:first@x' }, { url: 'redis://a:second@y' }] },
      ['first', 'second'],
    ],
  ])('finds the password %s', (_, config, passwords) => {
    expect([...findPasswords(config)]).toEqual(
      expect.arrayContaining(passwords),
    );
  });

  it.each([
    { baseUrl: 'https://portal.example.com:8443/a@b' },
    { connection: 'redis://valkey:6379' },
    { connection: 'redis://cache@valkey:6379' },
    { url: 'mailto:platform@example.com' },
  ])('finds no password in %j', config => {
    expect([...findPasswords(config)]).toEqual([]);
  });
});
