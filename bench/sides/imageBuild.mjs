import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, matchesGlob } from 'node:path';
import { root as clone } from '../../scripts/paths.mjs';
import { runCommand } from '../lib/commands.mjs';
import { readEnv, shellForm, splitFlags } from '../lib/dockerfile.mjs';
import { hashOf, makeOnce } from '../lib/stamp.mjs';

/** Needs Python, and has no part in what is measured. */
const LEFT_OUT = ['documentation'];

const INSTALL = 'yarn install --immutable';

/** What is not run as it is written: the toolchain is there, and what it installs is that of the clone. */
const GIVEN = ['corepack enable', INSTALL];

/** Follows the stages of the Dockerfile in folders of the cache, without a container engine, and finds again what has not changed. */
export class ImageBuild {
  /**
   * @param {object} options
   * @param {object[]} options.stages - of the Dockerfile
   * @param {string} options.folder - for a folder of each stage
   * @param {string[]} options.files - paths in the clone that are taken
   * @param {Record<string, string>} options.replaced - other files to take in their place
   * @param {NodeJS.ProcessEnv} options.env
   * @param {(step: string) => void} options.report
   */
  constructor(options) {
    Object.assign(this, options);
    this.topFolders = topFoldersOf(options.stages);
  }

  /** The folder of a stage that is made. */
  rootOf(name) {
    return join(this.folder, name);
  }

  /** A path of the stage in its folder. */
  inStage(name, text) {
    return text
      .replaceAll('/nodejs/bin/node', process.execPath)
      .replace(
        new RegExp(`(?<![\\w.~-])/(?=(${this.topFolders.join('|')})\\b)`, 'g'),
        `${this.rootOf(name)}/`,
      );
  }

  async make(name) {
    if (LEFT_OUT.includes(name)) {
      await mkdir(this.rootOf(name), { recursive: true });
      return;
    }
    const stage = this.#stage(name);
    for (const other of this.#others(stage)) {
      await this.make(other);
    }
    await makeOnce(this.rootOf(name), await this.#madeOf(stage), async () => {
      if (this.#stage(stage.from)) {
        await link(this.rootOf(stage.from), this.rootOf(name));
      }
      let folder = this.#workingDirectory(stage);
      for (const { name: instruction, text } of stage.instructions) {
        if (instruction === 'WORKDIR') {
          folder = this.inStage(name, text);
        } else if (instruction === 'COPY') {
          await this.#copy(name, folder, text);
        } else if (instruction === 'RUN') {
          await this.#run(stage, folder, text);
        }
      }
    });
  }

  #stage(name) {
    return this.stages.find(stage => stage.name === name);
  }

  /** The stages that one builds on. */
  #others({ from, instructions }) {
    const named = instructions.flatMap(({ text }) =>
      [...text.matchAll(/\bfrom=([\w-]+)/g)].map(([, name]) => name),
    );
    return [from, ...named].filter(name => this.#stage(name));
  }

  /** A stage begins where that which it is from ended. */
  #workingDirectory({ name, from }) {
    const parent = this.#stage(from);
    const last = parent?.instructions.findLast(i => i.name === 'WORKDIR');
    return last
      ? this.inStage(name, last.text)
      : parent
      ? this.#workingDirectory({ name, from: parent.from })
      : this.rootOf(name);
  }

  async #madeOf(stage) {
    const stamps = this.#others(stage).map(name =>
      readFile(join(this.rootOf(name), '.made-of'), 'utf8').catch(() => ''),
    );
    const copied = stage.instructions
      .filter(({ name, text }) => name === 'COPY' && !/--from=/.test(text))
      .flatMap(({ text }) => this.#sources(text).map(({ file }) => file));
    return hashOf(
      JSON.stringify(stage),
      ...(await Promise.all(stamps)),
      ...(await Promise.all(copied.map(file => readFile(file)))),
    );
  }

  /** The files of the clone that an instruction copies, and what they are called where they go. */
  #sources(text) {
    const { flags, rest } = splitFlags(text);
    const parents = flags.some(([name]) => name === 'parents');
    return rest
      .split(/\s+/)
      .slice(0, -1)
      .flatMap(pattern =>
        this.files
          .filter(
            path =>
              matchesGlob(path, pattern) || path.startsWith(`${pattern}/`),
          )
          .map(path => ({
            file: this.replaced[path] ?? join(clone, path),
            as: parents
              ? path
              : path === pattern || matchesGlob(path, pattern)
              ? basename(path)
              : path.slice(pattern.length + 1),
          })),
      );
  }

  async #copy(name, folder, text) {
    const { flags, rest } = splitFlags(text);
    const { from } = Object.fromEntries(flags);
    const words = rest.split(/\s+/);
    const target = inFolder(folder, this.inStage(name, words.at(-1)));
    if (from) {
      for (const source of words.slice(0, -1)) {
        await link(this.inStage(from, source), target);
      }
      return;
    }
    for (const { file, as } of this.#sources(text)) {
      await cp(file, join(target, as));
    }
  }

  async #run({ name, ...stage }, folder, text) {
    const { flags, rest } = splitFlags(text);
    if (rest === INSTALL) {
      await linkInstalled(folder);
    }
    if (GIVEN.includes(rest)) {
      return;
    }
    const mounts = flags
      .filter(([flag, value]) => flag === 'mount' && /from=/.test(value))
      .map(([, value]) =>
        Object.fromEntries(new URLSearchParams(value.replaceAll(',', '&'))),
      );
    for (const { from, source, target } of mounts) {
      await link(this.inStage(from, source), this.inStage(name, target));
    }
    this.report(`${name}: ${rest}`);
    await runCommand(['sh', '-c', this.inStage(name, shellForm(rest))], {
      cwd: folder,
      env: { ...this.env, ...this.#env(name, stage) },
    });
    for (const { target } of mounts) {
      await rm(this.inStage(name, target), { recursive: true });
    }
  }

  #env(name, stage) {
    const variables = Object.entries(readEnv(stage));
    return Object.fromEntries(
      variables.map(([key, value]) => [key, this.inStage(name, value)]),
    );
  }
}

/** Folders at the top of the image's file system that the Dockerfile itself makes. */
function topFoldersOf(stages) {
  const texts = stages.flatMap(({ instructions }) =>
    instructions
      .filter(({ name }) => ['COPY', 'WORKDIR', 'RUN'].includes(name))
      .map(({ name, text }) =>
        name === 'RUN'
          ? splitFlags(text)
              .flags.map(([, value]) => value?.match(/target=([^,]+)/)?.[1])
              .join(' ')
          : text,
      ),
  );
  const found = texts.join(' ').matchAll(/(?:^|\s|=)\/([\w-]+)/g);
  const system = ['var', 'opt', 'usr', 'etc', 'tmp', 'nodejs', 'home'];
  return [...new Set([...found].map(([, name]) => name))].filter(
    name => !system.includes(name),
  );
}

function inFolder(folder, path) {
  return path.startsWith('/') ? path : join(folder, path);
}

/** The same files under a second name, which costs no space; copies where they are on another disk. */
async function link(source, target) {
  if (!existsSync(source)) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  const copy = how =>
    runCommand([
      'cp',
      '--archive',
      '--remove-destination',
      how,
      '--no-target-directory',
      source,
      target,
    ]);
  await copy('--link').catch(() => copy('--reflink=auto'));
}

/** Node modules of the clone and its packages, and Yarn's record of them. */
async function linkInstalled(folder) {
  const found = await runCommand(
    ['find', '.', '-maxdepth', '3', '-name', 'node_modules', '-prune'],
    { cwd: clone },
  );
  for (const path of ['.yarn/install-state.gz', ...found.split('\n')]) {
    await link(join(clone, path), join(folder, path));
  }
}
