import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { checkAnswers, problems, readParts, slugOf } from './init/answers.mjs';
import { ALWAYS_REMOVED, OPTIONAL, PARTS } from './init/parts.mjs';
import { applyAnswers } from './init/apply.mjs';
import { UserError, manifest, root, runMain } from './lib/command.mjs';
import { quoteEnvValue } from './lib/envFile.mjs';
import { git, gitLines } from './lib/git.mjs';
import { run } from './lib/processes.mjs';
import { readRecord } from './lib/templateRecord.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

const USAGE = `npm run init                                   asks
npm run init -- --yes --name "Acme Portal" --org Acme --scope @acme
                [--issuer https://id.example.com --client-id portal]
                [--remove nginx,mcp | --keep kubernetes]
Parts: ${OPTIONAL.join(', ')}`;

/** Turns a clone of the template into the owner's project: gives it their names, and removes what they don't need. */
await runMain(async () => {
  const options = readOptions();
  refuseChanges();
  const record = readRecord(root);
  if (!options.yes && !process.stdin.isTTY) {
    throw new UserError(
      `There is no terminal for questions. Pass the answers as options, with --yes:\n\n${USAGE}`,
    );
  }
  const answers = record
    ? await answersForMore(options, record.answers)
    : await allAnswers(options);
  checkAnswers(answers);
  console.log(describe(answers, record));
  if (!options.yes && !/^y(es)?$/i.test(await ask('Continue? (y/N)'))) {
    console.log('Nothing was changed.');
    return 1;
  }
  const leftovers = applyAnswers(root, answers, record ?? origin());
  await updateLockfile();
  console.log(describeNext(answers, leftovers));
  return 0;
});

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        yes: { type: 'boolean' },
        name: { type: 'string' },
        org: { type: 'string' },
        scope: { type: 'string' },
        issuer: { type: 'string' },
        'client-id': { type: 'string' },
        keep: { type: 'string' },
        remove: { type: 'string' },
      },
    });
    if (values.keep !== undefined && values.remove !== undefined) {
      throw new Error('Use --keep or --remove, not both.');
    }
    return values;
  } catch (error) {
    throw new UserError(`${error.message}\n\n${USAGE}`);
  }
}

/** Uncommitted changes would be mixed with those of this command, which could then not be undone. */
function refuseChanges() {
  const changes = readChanges();
  if (changes.length > 0) {
    throw new UserError(
      `Nothing was changed, because these files have uncommitted changes:\n${changes.join(
        '\n',
      )}\nCommit or stash them, and run this again.`,
    );
  }
}

function readChanges() {
  try {
    return gitLines(['status', '--porcelain']);
  } catch {
    throw new UserError(
      `${root} is not a Git clone, so changes could not be undone. Run "git init && git add . && git commit -m Start" first.`,
    );
  }
}

/** Returns the version, commit and address of the template. A new clone has the same ones. */
function origin() {
  return {
    version: manifest.version,
    commit: git(['rev-parse', 'HEAD']),
    url: originUrl(),
  };
}

/** Returns undefined if the clone has no origin, such as an unpacked archive. */
function originUrl() {
  const [url] = gitLines([
    'config',
    '--default=',
    '--get',
    'remote.origin.url',
  ]);
  // The record is committed, so it must not contain a password or token.
  return url?.replace(/^(https?:\/\/)[^/]*@/, '$1');
}

async function allAnswers(options) {
  const name = await answer('name', options.name, {
    question: "The portal's name",
    usual: 'Acme Portal',
    options,
  });
  const organization = await answer('organization', options.org, {
    question: 'Your organization',
    usual: name.split(' ')[0],
    options,
  });
  const scope = await answer('scope', options.scope, {
    question: 'The scope of packages that "yarn new" creates',
    usual: `@${slugOf(organization)}`,
    options,
  });
  const issuer = await answer('issuer', options.issuer, {
    question: "Your identity provider's issuer (press Enter to skip)",
    options,
  });
  const clientId = await answer('clientId', options['client-id'], {
    question: "oauth2-proxy's client ID at the provider (press Enter to skip)",
    options,
  });
  const removed = [
    ...ALWAYS_REMOVED,
    ...(await chosenParts(options, OPTIONAL)),
  ];
  return { name, organization, scope, issuer, clientId, removed };
}

/** A clone can be renamed only once. After that, only parts can be removed. */
async function answersForMore(options, answers) {
  if (options.name && options.name !== answers.name) {
    throw new UserError(
      `This portal is already called "${
        answers.name
      }". npm run init can't rename it again: "git grep -i '${slugOf(
        answers.name,
      )}'" finds its names. To remove parts, leave --name out.`,
    );
  }
  const left = OPTIONAL.filter(part => !answers.removed.includes(part));
  const removed = await chosenParts(options, left);
  return { ...answers, removed: [...answers.removed, ...removed] };
}

async function answer(key, given, { question, usual, options }) {
  if (given !== undefined || options.yes) {
    return given ?? usual;
  }
  for (;;) {
    const text = await ask(usual ? `${question} (${usual})` : question);
    const value = text || usual;
    const problem = value && problems[key](value);
    if (!problem) {
      return value;
    }
    console.log(problem);
  }
}

/** Returns the parts to remove. `left` lists those that the clone still has. */
async function chosenParts({ keep, remove, yes }, left) {
  if (keep !== undefined) {
    const kept = readParts(keep);
    return left.filter(part => !kept.includes(part));
  }
  if (remove === undefined && !yes) {
    console.log('Parts that you can remove, now or later:');
    left.forEach(part =>
      console.log(`  ${part.padEnd(14)} ${PARTS[part].about}`),
    );
  }
  const text =
    remove ?? (yes ? '' : await ask('Parts to remove, separated by commas'));
  return readParts(text).filter(part => left.includes(part));
}

async function ask(question) {
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
  });
  try {
    return (await terminal.question(`${question}: `)).trim();
  } finally {
    terminal.close();
  }
}

function describe(
  { name, organization, scope, issuer, clientId, removed },
  record,
) {
  const before = record?.answers.removed ?? [];
  const now = removed.filter(part => !before.includes(part));
  const lines = record
    ? [['portal', name]]
    : [
        ['portal', name],
        ['package, image, entity', slugOf(name)],
        ['organization', organization],
        ['scope of new packages', scope],
        ['issuer', issuer ?? 'later'],
        ['client ID', clientId ?? 'later'],
      ];
  lines.push(['removes', now.join(', ') || 'nothing']);
  return [
    '\nThis will change the files in this clone:\n',
    ...lines.map(([key, value]) => `  ${key.padEnd(24)} ${value}`),
    '',
  ].join('\n');
}

/** Updates names and dependencies in yarn.lock, without downloading packages. */
async function updateLockfile() {
  const { yarn, env } = await ensureToolchain();
  const output = [];
  const code = await run([...yarn, 'install', '--mode=update-lockfile'], {
    cwd: root,
    env,
    onLine: line => output.push(line),
  });
  if (code !== 0) {
    throw new UserError(
      `All files were changed, except yarn.lock. To update it, run "npm run yarn -- install".\nYarn says:\n${output.join(
        '\n',
      )}`,
    );
  }
}

function describeNext({ issuer, clientId }, leftovers) {
  const changed = leftovers.map(text => `  ${text}`).join('\n');
  return `${
    changed &&
    `These passages have been edited, so they were not changed. Remove mentions of removed parts yourself:\n${changed}\n\n`
  }Done. Next:

  git diff HEAD             shows what was changed; "git reset --hard" undoes it
  npm run dev               starts the portal
  npm run yarn -- fix       formats the files in which names have changed
  git add --all && git commit -m "Make the portal ours"
${issuer ? describeDeployment(issuer, clientId) : ''}`;
}

function describeDeployment(issuer, clientId) {
  const client = clientId ? quoteEnvValue(clientId) : '<client ID>';
  return `
To deploy it with your identity provider, write .env, and add the client secret there:

  node scripts/deploy-init.mjs --issuer ${quoteEnvValue(
    issuer,
  )} --client-id ${client}
`;
}
