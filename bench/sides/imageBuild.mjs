import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../lib/commands.mjs';
import {
  readBuildEnv,
  shellForm,
  splitFlags,
  topFoldersOf,
} from '../lib/dockerfile.mjs';
import { link, linkInstalled } from '../lib/links.mjs';
import { hashOf, makeOnce, readStamp } from '../lib/stamp.mjs';
import { copiedFiles } from './copiedFiles.mjs';

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
   * @param {string} options.context - the folder that files are copied from
   * @param {string[]} options.files - paths in it that may be taken
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
      readStamp(this.rootOf(name)),
    );
    const copied = stage.instructions
      .filter(({ name, text }) => name === 'COPY' && !/--from=/.test(text))
      .flatMap(({ text }) => copiedFiles(text, this).map(({ file }) => file));
    return hashOf(
      JSON.stringify(stage),
      ...(await Promise.all(stamps)).map(String),
      ...(await Promise.all(copied.map(file => readFile(file)))),
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
    for (const { file, as } of copiedFiles(text, this)) {
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
    const variables = Object.entries(readBuildEnv(stage));
    return Object.fromEntries(
      variables.map(([key, value]) => [key, this.inStage(name, value)]),
    );
  }
}

function inFolder(folder, path) {
  return path.startsWith('/') ? path : join(folder, path);
}
