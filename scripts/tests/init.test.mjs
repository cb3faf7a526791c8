import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { applyAnswers } from '../init/apply.mjs';
import { markedParts, removeBlocks } from '../init/markers.mjs';
import { ALWAYS_REMOVED, OPTIONAL, PARTS } from '../init/parts.mjs';
import { manifest, root } from '../lib/command.mjs';
import { git, listFiles } from '../lib/git.mjs';
import { commitAll, copyRepository } from '../lib/templateClone.mjs';
import { RECORD } from '../lib/templateRecord.mjs';

const ANSWERS = {
  name: 'Acme Portal',
  organization: 'Acme & Co.',
  scope: '@acme',
};
const ORIGIN = { version: '0.1.0', commit: 'a'.repeat(40) };

/** Files that may contain the template's name in a clone. */
const MAY_NAME_TEMPLATE = [RECORD, 'scripts/lib/templateRecord.mjs'];

const folder = mkdtempSync(join(tmpdir(), 'init-'));
after(() => rmSync(folder, { recursive: true }));

/** The repository as it is, including what is not committed. */
const original = join(folder, 'original');

before(() => {
  copyRepository(original);
});

function cloneOriginal(name) {
  git(['clone', '--quiet', original, name], { cwd: folder });
  return join(folder, name);
}

function isModule(folderOfCode, path) {
  return ['', '.ts', '.tsx', '.js', '/index.ts'].some(end =>
    existsSync(join(folderOfCode, path + end)),
  );
}

const selections = [
  ['nothing else', []],
  ...OPTIONAL.map(part => [part, [part]]),
  ['all parts', OPTIONAL],
];

for (const [title, optional] of selections) {
  describe(`a clone without ${title}`, () => {
    const removed = [...ALWAYS_REMOVED, ...optional];
    let clone;
    let leftovers;
    let files;
    /** The text of each file, except binary ones. */
    const texts = new Map();

    before(() => {
      clone = cloneOriginal(title.replace(' ', '-'));
      leftovers = applyAnswers(clone, { ...ANSWERS, removed }, ORIGIN);
      git(['add', '--all'], { cwd: clone });
      files = listFiles(clone);
      for (const file of files) {
        const content = readFileSync(join(clone, file));
        if (!content.includes(0)) {
          texts.set(file, content.toString('utf8'));
        }
      }
    });

    /** Returns the places where a text is found, as `file: text`. */
    const find = (pattern, isChosen = () => true) =>
      [...texts]
        .filter(([file]) => isChosen(file))
        .flatMap(([file, text]) =>
          [...text.matchAll(pattern)].map(([match]) => `${file}: ${match}`),
        );

    it('has no text of the removed parts', () => {
      assert.deepEqual(leftovers, []);
    });

    it("does not contain the template's name", () => {
      const found = find(
        // Only the record has the template's name.
        /\S*(?:(?<!\.)gatehouse|gatehouse(?!\.json))\S*/gi,
        file => !MAY_NAME_TEMPLATE.includes(file),
      );
      assert.deepEqual(found, []);
    });

    it('refers to no removed file', () => {
      const paths = removed
        .flatMap(part => PARTS[part].files ?? [])
        .filter(path => !existsSync(join(clone, path)))
        .map(path => (path.includes('/') ? path : `${path}/`));
      const found = [...texts]
        .filter(([file]) => file !== 'scripts/init/parts.mjs')
        .flatMap(([file, text]) =>
          paths
            .filter(path => text.includes(path))
            .map(path => `${file}: ${path}`),
        );
      assert.deepEqual(found, []);
    });

    it('imports only files that exist', () => {
      const missing = [...texts]
        .filter(([file]) => /\.(tsx?|mjs|cjs|js)$/.test(file))
        .flatMap(([file, text]) =>
          [...text.matchAll(/(?:from|import\(?) ?'(\.[^']+)'/g)]
            .map(([, path]) => posix.join(posix.dirname(file), path))
            .filter(path => isModule(root, path) && !isModule(clone, path))
            .map(path => `${file}: ${path}`),
        );
      assert.deepEqual(missing, []);
    });

    it('uses no removed package', () => {
      const names = removed.flatMap(part =>
        Object.values(PARTS[part].dependencies ?? {}).flat(),
      );
      const found = names.flatMap(name =>
        find(
          new RegExp(`["']${name}(/[^"']*)?["']`, 'g'),
          file => !/^(scripts\/init\/parts\.mjs|yarn\.lock)$/.test(file),
        ),
      );
      assert.deepEqual(found, []);
    });

    it('has valid JSON and YAML', () => {
      // Templates are valid only once they are filled in.
      const data = [...texts].filter(([file]) => !file.includes('/content/'));
      for (const [file, text] of data) {
        if (file.endsWith('.json')) {
          assert.doesNotThrow(() => JSON.parse(text), file);
        }
        if (/\.ya?ml$/.test(file)) {
          const errors = parseAllDocuments(text).flatMap(each => each.errors);
          assert.deepEqual(errors, [], file);
        }
      }
    });

    it('has no links to missing documents', () => {
      const missing = [...texts]
        .filter(([file]) => file.endsWith('.md') && !file.includes('/content/'))
        .flatMap(([file, text]) =>
          [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]+)/g)]
            .map(([, path]) => posix.join(posix.dirname(file), path))
            .filter(path => !existsSync(join(clone, path)))
            .map(path => `${file}: ${path}`),
        );
      assert.deepEqual(missing, []);
    });

    it('has markers only for its parts', () => {
      const marked = new Set([...texts.values()].flatMap(markedParts));
      assert.deepEqual(
        [...marked].filter(part => removed.includes(part)),
        [],
      );
    });

    it('has a guide that lists only its parts', () => {
      const guide = texts.get('docs/make-it-yours.md');
      const rows = guide.match(/(?<=^\| `)[a-z]+(?=`)/gm) ?? [];
      assert.deepEqual(
        rows.filter(row => row in PARTS),
        OPTIONAL.filter(part => !removed.includes(part)),
      );
    });

    it('has the names in the answers', () => {
      const { name, version, backstage } = JSON.parse(
        texts.get('package.json'),
      );
      assert.equal(name, 'acme-portal');
      assert.equal(version, '0.1.0');
      assert.equal(backstage.cli.new.globals.namePrefix, '@acme/');
      const [config] = parseAllDocuments(texts.get('app-config.yaml'));
      assert.equal(config.getIn(['app', 'title']), ANSWERS.name);
      assert.equal(config.getIn(['organization', 'name']), 'Acme & Co.');
      const [compose] = parseAllDocuments(texts.get('docker-compose.yaml'));
      assert.equal(compose.get('name'), 'acme-portal');
    });
  });
}

describe('npm run init', () => {
  let clone;
  const init = (...args) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/init.mjs', ...args],
      { cwd: clone, encoding: 'utf8', input: '' },
    );
    return { status, output: stdout + stderr };
  };
  const refuses = (args, message) => {
    const { status, output } = init(...args);
    assert.equal(status, 1, output);
    assert.match(output, message);
    assert.equal(
      git(['status', '--porcelain', '--untracked=no'], { cwd: clone }),
      '',
    );
  };
  const read = file => readFileSync(join(clone, file), 'utf8');

  before(() => {
    clone = cloneOriginal('command');
  });

  it('asks for options if there is no terminal', () => {
    refuses([], /no terminal for questions[^]*--yes --name/);
  });

  for (const [option, value, message] of [
    ['name', '1', /must have 2 to 40 letters/],
    ['name', 'Acme: Portal', /"Acme: Portal" doesn't/],
    ['name', 'ポータル', /at least two Latin letters/],
    ['name', 'True', /can't name a package/],
    ['name', 'Backend', /"backend" is the name of a package/],
    ['org', 'Acme "Inc"', /without quotation marks/],
    ['scope', 'acme', /npm scope, such as @acme/],
    ['issuer', 'id.example.com', /must be an http/],
    ['client-id', 'my portal', /must have no spaces/],
    ['remove', 'ngnix', /no part "ngnix"[^]*nginx, kubernetes/],
    ['keep', 'benchmark', /always removed/],
  ]) {
    it(`refuses --${option} ${value}`, () => {
      refuses(['--yes', `--${option}=${value}`], message);
    });
  }

  it('refuses --keep together with --remove', () => {
    refuses(['--keep=mcp', '--remove=nginx'], /--keep or --remove, not both/);
  });

  it('refuses if files have uncommitted changes, and names them', () => {
    const file = join(clone, 'notes.txt');
    writeFileSync(file, 'mine');
    refuses(['--yes'], /uncommitted changes:\n\?\? notes\.txt/);
    rmSync(file);
  });

  it('renames the clone, and records its origin', () => {
    const head = git(['rev-parse', 'HEAD'], { cwd: clone });
    const { status, output } = init(
      ...['--yes', '--name=Zoë Portal', '--org=Zoë', '--scope=@zoe'],
      ...['--issuer=https://id.example.com', '--client-id=portal'],
      '--remove=nginx',
    );
    assert.equal(status, 0, output);
    assert.match(output, /package, image, entity +zoe-portal/);
    assert.match(
      output,
      /deploy-init\.mjs --issuer https:\/\/id\.example\.com --client-id portal\n/,
    );
    assert.deepEqual(JSON.parse(read(RECORD)), {
      version: manifest.version,
      commit: head,
      url: original,
      answers: {
        name: 'Zoë Portal',
        organization: 'Zoë',
        scope: '@zoe',
        issuer: 'https://id.example.com',
        clientId: 'portal',
        removed: [...ALWAYS_REMOVED, 'nginx'],
      },
    });
    assert.match(read('yarn.lock'), /^"zoe-portal@workspace:\."/m);
    assert.ok(!existsSync(join(clone, 'deploy/nginx')));
  });

  it('keeps the names when it runs again, and removes further parts', () => {
    commitAll(clone);
    const { status, output } = init('--yes', '--remove=metrics,nginx');
    assert.equal(status, 0, output);
    assert.match(output, /removes +metrics\n/);
    const { commit: head, url, answers } = JSON.parse(read(RECORD));
    assert.notEqual(head, git(['rev-parse', 'HEAD'], { cwd: clone }));
    assert.equal(url, original);
    assert.equal(answers.name, 'Zoë Portal');
    assert.deepEqual(answers.removed.slice(-2), ['nginx', 'metrics']);
    assert.ok(!existsSync(join(clone, 'deploy/metrics')));
    commitAll(clone);
  });

  it('refuses to rename a clone twice', () => {
    refuses(['--yes', '--name=Other'], /already called "Zoë Portal"/);
  });
});

describe("the template's address", () => {
  /** Runs npm run init in a new clone with this origin, and returns its record and its output. */
  const initWith = (name, ...change) => {
    const clone = cloneOriginal(name);
    git(['remote', ...change], { cwd: clone });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/init.mjs', '--yes'],
      { cwd: clone, encoding: 'utf8', input: '' },
    );
    assert.equal(status, 0, stderr);
    return {
      record: JSON.parse(readFileSync(join(clone, RECORD), 'utf8')),
      stdout,
    };
  };

  it('is recorded without a password', () => {
    const { record } = initWith(
      'password',
      ...['set-url', 'origin', 'https://ada:token@git.example.com/portal.git'],
    );
    assert.equal(record.url, 'https://git.example.com/portal.git');
  });

  it('is left out if the clone has no origin', () => {
    const { record, stdout } = initWith('no-origin', 'remove', 'origin');
    assert.ok(!('url' in record));
    assert.doesNotMatch(stdout, /deploy-init/);
  });
});

describe('scripts/init/parts.mjs', () => {
  const files = listFiles(root);

  it('lists only files that exist', () => {
    const missing = Object.values(PARTS)
      .flatMap(({ files: listed = [] }) => listed)
      .filter(file => !existsSync(join(root, file)));
    assert.deepEqual(missing, []);
  });

  it('lists only scripts and dependencies that exist', () => {
    const manifestOf = workspace =>
      JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));
    for (const { scripts = [], dependencies = {} } of Object.values(PARTS)) {
      scripts.forEach(name => assert.ok(manifestOf('.').scripts[name], name));
      for (const [workspace, names] of Object.entries(dependencies)) {
        const manifest = manifestOf(workspace);
        const all = { ...manifest.dependencies, ...manifest.devDependencies };
        names.forEach(name => assert.ok(all[name], name));
      }
    }
  });

  it('is the same list as in docs/make-it-yours.md', () => {
    const guide = readFileSync(join(root, 'docs/make-it-yours.md'), 'utf8');
    const [, table] = guide.match(/## Remove what you do not need([^]*?)\n## /);
    const rows = [...table.matchAll(/^\| `([a-z]+)` +\| (.*?) +\|$/gm)].map(
      ([, name, about]) => [name, about],
    );
    const parts = Object.entries(PARTS).map(
      ([name, { about, isAlwaysRemoved }]) => [
        name,
        isAlwaysRemoved ? `${about}; always removed` : about,
      ],
    );
    assert.deepEqual(rows, parts);
  });

  it('lists each part that a marker names', () => {
    for (const file of files) {
      const content = readFileSync(join(root, file));
      const parts = content.includes(0) ? [] : markedParts(content.toString());
      parts.forEach(part => assert.ok(part in PARTS, `${file}: ${part}`));
    }
  });
});

describe('blocks of parts', () => {
  const text = `first
# part: mcp
of mcp
  # part: nginx, kubernetes
of two
  # end part
# end part
last
`;

  it('stay with their markers if their part stays', () => {
    assert.equal(removeBlocks(text, ['metrics']), text);
  });

  it('are removed with their markers', () => {
    assert.equal(removeBlocks(text, ['mcp']), 'first\nlast\n');
  });

  it('are removed with either of two parts', () => {
    const rest = 'first\n# part: mcp\nof mcp\n# end part\nlast\n';
    assert.equal(removeBlocks(text, ['kubernetes']), rest);
  });

  it('leave only one blank line', () => {
    const document = 'a\n\n<!-- part: mcp -->\n\nb\n\n<!-- end part -->\n\nc\n';
    assert.equal(removeBlocks(document, ['mcp']), 'a\n\nc\n');
  });

  it('must be closed', () => {
    assert.throws(() => markedParts('// part: mcp\n'), /not closed/);
    assert.throws(() => markedParts('// end part\n'), /none is open/);
  });
});
