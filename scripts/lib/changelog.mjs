/**
 * @typedef {object} Entry - one version in CHANGELOG.md
 * @property {string} version
 * @property {string} date
 * @property {string} text - the entry with its heading
 */

const HEADING = /^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$/;

/** Returns the entries of a changelog, in its order. @returns {Entry[]} */
export function parseChangelog(changelog) {
  return changelog
    .split(/^(?=## )/m)
    .filter(part => part.startsWith('## '))
    .map(text => {
      const [heading] = text.split('\n');
      const [, version, date] = heading.match(HEADING) ?? [];
      if (!version) {
        throw new Error(`"${heading}" is not like "## 1.2.3 (2026-01-31)"`);
      }
      return { version, date, text: text.trim() };
    });
}

/** Returns the entries of versions after the given one. */
export function entriesAfter(changelog, version) {
  return parseChangelog(changelog).filter(
    entry => compareVersions(entry.version, version) > 0,
  );
}

/** Returns a positive number if the first version is newer, and a negative one if it is older. */
export function compareVersions(one, other) {
  const [a, b] = [one, other].map(version => version.split('.').map(Number));
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
