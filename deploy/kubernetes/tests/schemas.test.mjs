import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, describe, it } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import ts from 'typescript';
import { fetchPackages } from '../../../scripts/lib/toolchain.mjs';
import { buildOverlay, combinations } from './overlays.mjs';

/** A Python package with Kubernetes' schemas. In strict schemas, unknown fields are errors. */
const SCHEMAS = 'kubernetes-validate==1.37.0';

/** Extracts the strict schemas of the three newest versions. */
const EXTRACT = `
import glob, re, sys, zipfile
[wheel] = glob.glob(sys.argv[1] + '/*.whl')
archive = zipfile.ZipFile(wheel)
strict = [name for name in archive.namelist() if '-strict/' in name]
version = lambda name: [int(part) for part in re.findall(r'\\d+', name.split('/')[2])]
newest = sorted({tuple(version(name)) for name in strict})[-3:]
archive.extractall(sys.argv[1], [name for name in strict if tuple(version(name)) in newest])
`;

/** npm packages with the schemas of custom resources, by API group. */
const CUSTOM = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api@2.0.0',
  'gateway.envoyproxy.io': '@kubernetes-models/envoy-gateway@2.0.0',
  'traefik.io': '@kubernetes-models/traefik@2.0.0',
  'external-secrets.io': '@kubernetes-models/external-secrets@2.0.0',
};

const built = combinations.map(names => [names, buildOverlay(names)]);
const groupOf = ({ apiVersion }) => apiVersion.split('/').at(-2) ?? '';
const isCustom = object => groupOf(object) in CUSTOM;

describe('Kubernetes objects', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-schemas-'));
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest'];
  const problem =
    python(...pip, folder, SCHEMAS) ?? python('-c', EXTRACT, folder);
  const skip =
    problem &&
    `NOT CHECKED AGAINST KUBERNETES' SCHEMAS. Python with pip can't download ${SCHEMAS} here: ${problem}`;

  after(() => rmSync(folder, { recursive: true }));

  it('can be checked', { skip }, () => {});

  if (skip) {
    console.log(skip);
    return;
  }
  const schemas = join(folder, 'kubernetes_validate/kubernetes-json-schema');
  const newest = readdirSync(schemas);
  assert.equal(newest.length, 3);
  for (const version of newest) {
    const validate = coreValidator(join(schemas, version));

    for (const [names, objects] of built) {
      it(`${names.join(' and ')}: match the schemas of ${version}`, () => {
        const problems = objects.filter(o => !isCustom(o)).flatMap(validate);
        assert.deepEqual(problems, []);
      });
    }

    it(`do not match the schemas of ${version} with unknown, wrong or missing fields`, () => {
      const [[, objects]] = built;
      const deployment = objects.find(({ kind }) => kind === 'Deployment');
      for (const change of [
        ({ spec }) => (spec.template.spec.containers[0].imagee = 'x'),
        ({ spec }) => (spec.template.spec.terminationGracePeriodSeconds = '45'),
        ({ spec }) => delete spec.selector,
      ]) {
        const changed = structuredClone(deployment);
        change(changed);
        assert.notDeepEqual(validate(changed), []);
      }
    });
  }
});

describe("controllers' objects", async () => {
  const { modules } = await fetchPackages(Object.values(CUSTOM));
  const custom = built.flatMap(([names, objects]) =>
    objects.filter(isCustom).map(object => ({ names, object })),
  );

  it('match their schemas', async () => {
    assert.ok(custom.length > 10);
    for (const { names, object } of custom) {
      await assert.doesNotReject(
        checkWithModel(object, modules),
        `${object.kind} of ${names.join(' and ')}`,
      );
    }
  });

  it('have only fields that exist', () => {
    const objects = custom.map(({ object }) => object);
    assert.deepEqual(typeErrors(objects, modules), []);
  });

  it('would not match with unknown, wrong or missing fields', () => {
    const changed = [
      ['HTTPRoute', ({ spec }) => (spec.rules[0].backendRef = [])],
      ['HTTPRoute', ({ spec }) => (spec.rules[0].backendRefs[0].port = '80')],
      ['IngressRoute', ({ spec }) => delete spec.routes[0].match],
      ['Middleware', ({ spec }) => (spec.forwardAuthh = {})],
      ['SecurityPolicy', ({ spec }) => (spec.extAuth.headersToExtAuth = 'a')],
      ['ExternalSecret', ({ spec }) => (spec.dataFrom[0].extract.key = 1)],
    ].map(([kind, change]) => {
      const { object } = structuredClone(
        custom.find(entry => entry.object.kind === kind),
      );
      change(object);
      return object;
    });
    assert.equal(typeErrors(changed, modules).length, changed.length);
  });
});

/** Runs Python, and returns its error if it failed. */
function python(...args) {
  const { status, error, stderr } = spawnSync('python3', args, {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : error?.message ?? stderr.trim();
}

/** Returns a function that finds the errors in a Kubernetes object. */
function coreValidator(folder) {
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  const definitions = readFileSync(join(folder, '_definitions.json'), 'utf8');
  ajv.addSchema(
    JSON.parse(definitions),
    'https://kubernetes.io/api/_definitions.json',
  );
  const validators = {};
  return object => {
    const { kind, apiVersion } = object;
    const [version, group] = apiVersion.split('/').reverse();
    const name = [kind, group?.replace(/\..*/, ''), version]
      .filter(Boolean)
      .join('-')
      .toLowerCase();
    validators[name] ??= ajv.compile(
      JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')),
    );
    return validators[name](object)
      ? []
      : [
          `${kind} ${object.metadata.name}: ${ajv.errorsText(
            validators[name].errors,
          )}`,
        ];
  };
}

/** Returns the file with a custom resource's type. */
function modelFile({ apiVersion, kind }, modules) {
  const name = CUSTOM[groupOf({ apiVersion })].replace(/@[^@]+$/, '');
  return join(modules, name, apiVersion, `${kind}.js`);
}

/** Checks an object with its model, which throws if the object is invalid. */
async function checkWithModel(object, modules) {
  const models = await import(pathToFileURL(modelFile(object, modules)));
  new models[object.kind](object).validate();
}

/** Returns TypeScript's errors for custom resources. The models would accept unknown fields. */
function typeErrors(objects, modules) {
  const lines = objects.map((object, index) => {
    const type = `import(${JSON.stringify(modelFile(object, modules))}).I${
      object.kind
    }`;
    return `export const object${index}: ${type} = ${JSON.stringify(object)};`;
  });
  const file = join(modules, 'objects.ts');
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = name => name === file || fileExists(name);
  host.readFile = name => (name === file ? lines.join('\n') : readFile(name));
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, ' '),
    );
}
