import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  parseDockerfile,
  readBuildEnv,
  readCommand,
  readEnv,
  shellForm,
  splitFlags,
} from './dockerfile.mjs';

const [build, image] = parseDockerfile(`# syntax=docker/dockerfile:1
ARG VERSION=1

FROM node:24 AS build
# Before the rest.
RUN --mount=type=cache,target=/cache \\
  yarn install && \\
  yarn build

FROM base:1
ARG QUICK=true
ENV NODE_ENV=production \\
  NODE_OPTIONS="--a --b"
WORKDIR /app/packages/backend
COPY --from=build --exclude=x /out /app
CMD ["/nodejs/bin/node", ".", "--config", "a.yaml"]
`);

describe('a Dockerfile', () => {
  it('is read into stages, with the last named image', () => {
    assert.deepEqual(
      [build, image].map(({ name, from }) => [name, from]),
      [
        ['build', 'node:24'],
        ['image', 'base:1'],
      ],
    );
  });

  it('has long instructions in one piece', () => {
    assert.deepEqual(build.instructions, [
      {
        name: 'RUN',
        text: '--mount=type=cache,target=/cache yarn install && yarn build',
      },
    ]);
  });

  it('says which variables a container has', () => {
    assert.deepEqual(readEnv(image), {
      NODE_ENV: 'production',
      NODE_OPTIONS: '--a --b',
    });
  });

  it('says which variables there are while it is built', () => {
    assert.equal(readBuildEnv(image).QUICK, 'true');
    assert.equal(readBuildEnv(image).NODE_ENV, 'production');
  });

  it('says what a container runs, without the program itself', () => {
    assert.deepEqual(readCommand(image), {
      args: ['.', '--config', 'a.yaml'],
      workingDirectory: '/app/packages/backend',
    });
  });
});

describe('an instruction', () => {
  it('has flags only at its beginning', () => {
    assert.deepEqual(splitFlags('--from=a --parents tar --extract b'), {
      flags: [
        ['from', 'a'],
        ['parents', undefined],
      ],
      rest: 'tar --extract b',
    });
  });

  it('is a command for a shell in either form', () => {
    assert.equal(shellForm('a && b'), 'a && b');
    assert.equal(shellForm('["a", "it\'s"]'), "'a' 'it'\\''s'");
  });
});
