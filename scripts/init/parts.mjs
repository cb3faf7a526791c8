/**
 * What belongs to each part of the template that `npm run init` can remove. Besides what is listed here, a part consists of the
 * blocks between `part: <name>` and `end part` in other files, of its pages in mkdocs.yml, and of the links to its documents.
 *
 * @typedef {object} Part
 * @property {string} about - as in docs/make-it-yours.md
 * @property {boolean} [isAlwaysRemoved] - whether it serves only the template
 * @property {string[]} [files] - files and folders
 * @property {string[]} [scripts] - in the root's package.json
 * @property {Record<string, string[]>} [dependencies] - by the workspace's folder
 * @property {Record<string, string[]>} [rows] - starts of table rows and list items, by file; their indented lines go with them
 * @property {Record<string, [string, string][]>} [edits] - other text to replace, by file
 */

/** @type {Record<string, Part>} */
export const PARTS = {
  examples: {
    about:
      "the catalog's examples for development: components, users, a template",
    files: ['examples'],
    rows: { 'docs/decisions/0032-three-catalogs.md': ['| `examples/`'] },
    edits: {
      'docs/decisions/0032-three-catalogs.md': [
        ['One folder, `examples/`, was', 'One folder with examples was'],
      ],
    },
  },
  nginx: {
    about: 'nginx in front of oauth2-proxy, with `auth_request`',
    files: [
      'deploy/nginx',
      'deploy/kubernetes/components/nginx-auth-request',
      'e2e-tests/nginx',
    ],
    rows: {
      'deploy/README.md': ['| `nginx/`'],
      'docs/kubernetes.md': [
        '| `gateway-api`, `nginx-auth-request`',
        '| `ingress`, `nginx-auth-request`',
        '| `nginx` ',
      ],
      'docs/operations.md': ['| nginx with `deploy/nginx/compose.yaml`'],
      'docs/testing.md': ['| nginx ', '| `nginx` '],
    },
    edits: {
      'docs/decisions/0025-kustomize-for-kubernetes.md': [
        ['the nginx in `deploy/nginx`', "the template's nginx"],
      ],
      'docs/session.md': [
        [', as `deploy/nginx/nginx.conf` does. With', '. With'],
      ],
      'packages/app/src/branding/README.md': [
        ["nginx's pages, `deploy/nginx/pages/`, and the app's", "The app's"],
      ],
      'packages/dev-proxy/README.md': [
        [
          "oauth2-proxy's and nginx's configuration",
          "oauth2-proxy's configuration",
        ],
      ],
      'plugins/auth-oauth2proxy-react/src/session/classifyResponse.ts': [
        ['with 503 from deploy/nginx while', 'with 503 from nginx while'],
      ],
    },
  },
  kubernetes: {
    about: 'manifests for a cluster, with their tests',
    files: [
      'deploy/kubernetes',
      'deploy/nginx/kustomization.yaml',
      'deploy/oauth2-proxy/kustomization.yaml',
      'deploy/tests/controllers.test.mjs',
      'docs/decisions/0025-kustomize-for-kubernetes.md',
      'docs/kubernetes.md',
      'e2e-tests/kubernetes',
      'e2e-tests/support/cluster.ts',
      'e2e-tests/support/clusterServices.js',
      'scripts/kubernetes-settings.mjs',
      'scripts/lib/kubernetes.mjs',
    ],
    scripts: ['check:kubernetes', 'kubernetes:settings'],
    dependencies: { '.': ['ajv'] },
    rows: {
      'deploy/README.md': ['| `kubernetes/`'],
      'docs/decisions/README.md': ['| 25 '],
      'docs/index.md': ['| [Kubernetes](kubernetes.md)'],
      'docs/operations.md': ['| a Kubernetes gateway and oauth2-proxy'],
      'docs/testing.md': ['| kubernetes ', '| `kubernetes` '],
    },
    edits: {
      'README.md': [[', [Kubernetes](docs/kubernetes.md).', '.']],
    },
  },
  mcp: {
    about: 'the MCP server for AI clients; the command line stays',
    files: [
      'e2e-tests/journeys/mcp.test.ts',
      'packages/backend/src/http/mcpChallenge.test.ts',
      'packages/backend/src/http/mcpChallenge.ts',
    ],
    dependencies: {
      'e2e-tests': ['@modelcontextprotocol/sdk'],
      'packages/backend': ['@backstage/plugin-mcp-actions-backend'],
    },
    rows: {
      'docs/deployment.md': [
        '| `GET /.well-known/oauth-…`',
        '| `GET` and `POST /api/mcp-actions/v1`',
      ],
    },
    edits: {
      'README.md': [
        [
          ' and [MCP](docs/command-line.md)',
          ' and the [command line](docs/command-line.md)',
        ],
      ],
      'deploy/kubernetes/base/oauth2-proxy.env': [
        [
          'GET=^/[.]well-known/oauth-authorization-server(/api/auth)?$,GET=^/[.]well-known/oauth-protected-resource/api/mcp-actions/v1(/[A-Za-z0-9_-]+)?$,GET=^/api/mcp-actions/v1(/[A-Za-z0-9_-]+)?$,POST=^/api/mcp-actions/v1(/[A-Za-z0-9_-]+)?$,',
          '',
        ],
      ],
      'docker-compose.yaml': [
        [
          `        GET=^/[.]well-known/oauth-authorization-server(/api/auth)?$$,\\
        GET=^/[.]well-known/oauth-protected-resource/api/mcp-actions/v1(/[A-Za-z0-9_-]+)?$$,\\
        GET=^/api/mcp-actions/v1(/[A-Za-z0-9_-]+)?$$,\\
        POST=^/api/mcp-actions/v1(/[A-Za-z0-9_-]+)?$$,\\
`,
          '',
        ],
      ],
    },
  },
  notifications: {
    about: 'notifications, and the step of the example template that sends one',
    dependencies: {
      'packages/app': ['@backstage/plugin-notifications'],
      'packages/backend': [
        '@backstage/plugin-notifications-backend',
        '@backstage/plugin-scaffolder-backend-module-notifications',
      ],
    },
    rows: {
      'docs/people.md': ['| notifications '],
    },
    edits: {
      'README.md': [['notifications, [permissions]', '[permissions]']],
    },
  },
  metrics: {
    about:
      'Prometheus with alert rules, and Grafana with a dashboard; the backend still serves metrics',
    files: [
      'deploy/metrics',
      'e2e-tests/deployment/metrics.test.ts',
      'scripts/tests/metrics.test.mjs',
    ],
    rows: {
      'deploy/README.md': ['| `metrics/`'],
    },
    edits: {
      'docs/configuration.md': [
        [', `metrics` for [Prometheus and Grafana](operations.md#metrics)', ''],
      ],
    },
  },
  benchmark: {
    about: 'the comparison with the official template',
    isAlwaysRemoved: true,
    files: ['bench', 'docs/performance.md'],
    rows: {
      'docs/index.md': ['| [Performance](performance.md)'],
    },
  },
  template: {
    about: 'what only the template needs, such as the tests of `npm run init`',
    isAlwaysRemoved: true,
    scripts: ['pack:plugins', 'pictures', 'test:adopt', 'test:extended'],
    files: [
      '.github/workflows/release-plugins.yaml',
      'CHANGELOG.md',
      'docs/adopt.md',
      'docs/decisions/0028-init-with-marked-parts.md',
      'docs/decisions/0033-packages-for-any-portal.md',
      'docs/pictures',
      'e2e-tests/pictures',
      'e2e-tests/support/adopted.ts',
      'scripts/lib/adopt',
      'scripts/lib/packages.mjs',
      'scripts/lib/templateClone.mjs',
      'scripts/pack-plugins.mjs',
      'scripts/test-adopt.mjs',
      'scripts/test-extended.mjs',
      'scripts/tests/adopt.test.mjs',
      'scripts/tests/changelog.test.mjs',
      'scripts/tests/init.test.mjs',
      'scripts/tests/packages.test.mjs',
    ],
    rows: {
      'docs/decisions/README.md': ['| 28 ', '| 33 '],
      'docs/index.md': ['| [Add to an existing portal](adopt.md)'],
    },
    edits: {
      'README.md': [
        [
          'starter for teams whose users already sign in',
          'portal whose users sign in',
        ],
        [
          ' Clone it, run one command, and you\nhave a portal that verifies',
          '\nIt verifies',
        ],
      ],
      'docs/index.md': [
        ['starter for teams whose users sign in', 'portal whose users sign in'],
      ],
    },
  },
};

const names = Object.keys(PARTS);

/** The parts that an owner can keep or remove. */
export const OPTIONAL = names.filter(name => !PARTS[name].isAlwaysRemoved);

/** The parts that never belong to a clone. */
export const ALWAYS_REMOVED = names.filter(name => PARTS[name].isAlwaysRemoved);
