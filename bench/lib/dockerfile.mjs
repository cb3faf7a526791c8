/** Reads a Dockerfile into its stages: `{ name, from, instructions: [{ name, text }] }`. */
export function parseDockerfile(text) {
  const stages = [];
  for (const line of logicalLines(text)) {
    const [, word, rest] = line.match(/^(\w+)\s+(.*)$/s);
    const name = word.toUpperCase();
    if (name === 'FROM') {
      const [from, , stage = 'image'] = rest.split(/\s+/);
      stages.push({ name: stage, from, instructions: [] });
    } else if (stages.length > 0) {
      stages.at(-1).instructions.push({ name, text: rest });
    }
  }
  return stages;
}

function logicalLines(text) {
  return text
    .split('\n')
    .filter(line => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
}

/** The flags at the beginning of an instruction, and what follows them: `{ flags: [['from', 'build']], rest }`. */
export function splitFlags(text) {
  const [, leading, rest] = text.match(/^((?:--\S+\s+)*)(.*)$/s);
  const flags = [...leading.matchAll(/--([\w-]+)(?:=(\S+))?/g)];
  return { flags: flags.map(([, name, value]) => [name, value]), rest };
}

/** A command in either form, as one for a shell. */
export function shellForm(text) {
  return text.startsWith('[')
    ? JSON.parse(text)
        .map(word => `'${word.replaceAll("'", "'\\''")}'`)
        .join(' ')
    : text;
}

/** The variables of a container. */
export function readEnv(stage) {
  return readVariables(stage, ['ENV']);
}

/** The variables of what a stage runs, with arguments of the build as they are when none is given. */
export function readBuildEnv(stage) {
  return readVariables(stage, ['ENV', 'ARG']);
}

function readVariables({ instructions }, names) {
  const pairs = instructions
    .filter(({ name }) => names.includes(name))
    .flatMap(({ text }) => [...text.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g)])
    .map(([, name, quoted, plain]) => [name, quoted ?? plain]);
  return Object.fromEntries(pairs);
}

/** What a container of the stage runs, after the program itself, and where. */
export function readCommand({ instructions }) {
  const last = wanted =>
    instructions.findLast(({ name }) => name === wanted)?.text;
  const words = [
    ...JSON.parse(last('ENTRYPOINT') ?? '[]'),
    ...JSON.parse(last('CMD')),
  ];
  return {
    args: /(^|\/)node$/.test(words[0]) ? words.slice(1) : words,
    workingDirectory: last('WORKDIR'),
  };
}

/** Folders at the top of the image's file system that the Dockerfile itself makes. */
export function topFoldersOf(stages) {
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
