import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Script } from 'node:vm';
import prettier from 'prettier';
import ts from 'typescript';
import { checkSettings } from './checkSettings.mjs';
import { root } from './command.mjs';

const read = file => readFileSync(resolve(root, file), 'utf8');

const BLOCK =
  /(?:<!-- code(?: in (\S+)|( of a package that is not installed))?(?:\n([^]*?)| )-->\n+)?^( *)```(\w+)\n([^]*?)\n\4```$/gm;

const PROGRAMS =
  /^(cat|cd|claude|cosign|cp|curl|docker|git|kubectl|mkdir|node|npm|pip|umask|yarn|.+\/.+)$/;
const YARN =
  /^(add|dedupe|install|remove|set|up|why|backstage-cli|playwright)$/;
const PATH =
  /(?<![\w/.-])(?:\.ci|bench|deploy|e2e-tests|packages|plugins|scripts)\/[\w./*-]+/g;
const scripts = globSync('{.,*,*/*}/package.json', { cwd: root })
  .map(file => JSON.parse(read(file)))
  .flatMap(each => [...Object.keys(each.scripts ?? {}), ...programsOf(each)]);

/** Returns the names of the programs that a package installs. */
export function programsOf({ name, bin = {} }) {
  return typeof bin === 'string' ? [name] : Object.keys(bin);
}

/** Return what is wrong with a block, by language. All TypeScript blocks are checked together. */
const checks = {
  console: code => missing((code.match(/(?<=^\$ ).*/gm) ?? []).join('\n')),
  // part: template
  // yarn test:adopt applies the diffs.
  diff: () => [],
  // end part
  ini: code =>
    checkSettings(code).filter(
      finding => !/ is not set$| file that does not exist: /.test(finding),
    ),
  js: code => failure(() => new Script(code)),
  json: code => failure(() => JSON.parse(code)),
  // part: nginx
  nginx: code =>
    code
      .split('\n')
      .filter(line => !read('deploy/nginx/nginx.conf').includes(line))
      .map(line => `not in deploy/nginx/nginx.conf: ${line}`),
  // end part
  sh(code) {
    const { stderr } = spawnSync('sh', ['-n'], { input: code });
    return [...(stderr.length ? [String(stderr)] : []), ...missing(code)];
  },
  ts: () => [],
  tsx: () => [],
  yaml: (code, isInstalled) => [
    ...failure(() => prettier.format(code, { parser: 'yaml' })),
    ...(isInstalled && isAppConfig(code) ? checkConfig(code) : []),
  ],
};

function failure(action) {
  try {
    action();
    return [];
  } catch (error) {
    return [error.message];
  }
}

function isAppConfig(code) {
  const [firstKey] = code.match(/^[\w.-]+:/m) ?? [];
  return firstKey && read('app-config.yaml').includes(`\n${firstKey}`);
}

function checkConfig(code) {
  const file = join(tmpdir(), `block-${process.pid}.yaml`);
  writeFileSync(file, code);
  const cli = join(root, 'node_modules/@backstage/cli/bin/backstage-cli');
  const files = ['--config', 'app-config.yaml', '--config', file];
  const { status, stderr } = spawnSync(
    process.execPath,
    [cli, 'config:check', '--strict', ...files],
    { cwd: root, encoding: 'utf8' },
  );
  rmSync(file);
  return status === 0 ? [] : [stderr];
}

/** Returns the programs, scripts and files of shell commands that don't exist. */
function missing(code) {
  return code
    .replace(/<<(\w+)\n[^]*?\n\1/g, '')
    .replace(/(^| )#.*/gm, '')
    .replace(/\\\n */g, '')
    .split(/\n| && | \| /)
    .map(command => command.trim().replace(/^(\w+=\S+ )+/, ''))
    .filter(Boolean)
    .flatMap(command => {
      const [program] = command.split(' ');
      const [, script] =
        command.match(/^(?:npm|yarn) (?:workspace \S+ )?(?:run )?(\S+)/) ?? [];
      return [
        ...(PROGRAMS.test(program) ? [] : [program]),
        ...(!script || YARN.test(script) || scripts.includes(script)
          ? []
          : [`script ${script}`]),
        ...(command.match(PATH) ?? []).filter(
          path => !globSync(path, { cwd: root }).length,
        ),
      ].map(thing => `there is no ${thing}`);
    });
}

/** Type-checks blocks as if they were files of this repository, and returns the errors of each. */
function checkTypes(blocks) {
  const files = new Map(
    blocks.map(({ file, line, target, text }) => [
      join(root, dirname(target ?? file), `line-${line}.tsx`),
      target ? `${read(target)}\n{${text}\n}` : text,
    ]),
  );
  const { options } = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    { noEmit: true, incremental: false, noUnusedLocals: false },
    ts.sys,
  );
  options.moduleDetection = ts.ModuleDetectionKind.Force;
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.fileExists = path => files.has(path) || fileExists(path);
  host.readFile = path => files.get(path) ?? readFile(path);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map(path =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(error => ts.flattenDiagnosticMessageText(error.messageText, ' ')),
  );
}

/**
 * Finds code blocks that do not compile, or that refer to a program, script, file or setting that doesn't exist.
 *
 * A comment `<!-- code` before a TypeScript block contains lines that are compiled with the block, but not shown. A line
 * `…` among them stands for the block. With `<!-- code in <file>`, the lines are compiled in braces at the end of the file.
 * `<!-- code of a package that is not installed -->` before a YAML block says that its keys are in no schema here.
 *
 * @param {string[]} documents - Markdown files
 * @returns {{ count: number, findings: string[] }} how many blocks there are, and what is wrong with them
 */
export function checkCode(documents) {
  const blocks = documents.flatMap(readBlocks);
  const typed = blocks.filter(({ language }) => /^tsx?$/.test(language));
  const typeErrors = checkTypes(typed);
  const findings = blocks.flatMap(block => {
    const check = checks[block.language] ?? (() => ['unknown language']);
    const code = block.code.replace(/<[a-z]+( [\w ]+)?>/g, 'placeholder');
    return [
      ...check(code, block.isInstalled),
      ...(typeErrors[typed.indexOf(block)] ?? []),
    ].map(finding => `${block.file}:${block.line}: ${finding}`);
  });
  return { count: blocks.length, findings };
}

function readBlocks(file) {
  const text = read(file);
  return [...text.matchAll(BLOCK)].map(
    ([block, target, isForeign, hidden = '', indent, language, code]) => ({
      file,
      line: text.slice(0, text.indexOf(block)).split('\n').length,
      target,
      isInstalled: !isForeign,
      text: hidden.includes('…')
        ? hidden.replace('…', () => code)
        : hidden + code,
      language,
      code: code.replace(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}
