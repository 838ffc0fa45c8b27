/**
 * The one direction of imports. A feature imports only what stands above it, through its `index.ts`; the files of the
 * start know all features, never the reverse. No exceptions.
 */

const { readOrder } = require('./scripts/boundaries/order.cjs');

/** From the lowest to the highest; what is in one list does not import each other. Written in docs/architecture.md. */
const { libraries: LIBRARIES, platform: PLATFORM, features: FEATURES } = readOrder();

/** They stand on top: they put the features together. */
const START = ['start'];

/** Their folders are features too, each with its own `index.ts`. */
const WINGS = ['platform', 'protection', 'integration'];

/** Published on their own: they import nothing of the project. */
const ALONE = ['guard', 'migrator', 'schematics'];

const API = '^apps/api/src/';
const SPEC = '(?:\\.|-)spec\\.ts$';
const any = (names) => `(?:${names.join('|')})`;

/** One rule per edge of the order: a line may not import from its own neighbours or from its right. */
function edges(kind, lines, folderOf) {
  return lines.flatMap((line, position) =>
    line.map((name) => {
      const notYet = [
        ...line.filter((other) => other !== name),
        ...lines.slice(position + 1).flat(),
      ];
      return {
        name: `${kind}-order-${name}`,
        comment: `${name} stands below, or beside, what it imports.`,
        severity: 'error',
        from: { path: folderOf(name), pathNot: SPEC },
        to: { path: notYet.length > 0 ? folderOf(any(notYet)) : '^nothing-is-to-its-right$' },
      };
    }),
  );
}

const featureFolder = (name) => `${API}${name}/`;
const platformFolder = (name) => `${API}platform/${name}/`;
const libraryFolder = (name) => `^libs/${name}/src/`;
const allFeatures = FEATURES.flat();

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...edges('library', LIBRARIES, libraryFolder),
    ...edges('platform', PLATFORM, platformFolder),
    ...edges('feature', FEATURES, featureFolder),
    {
      name: 'no-circular',
      comment: 'A cycle means that two things are one, or that a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every-feature-has-its-place',
      comment: 'A new feature is written into the order in docs/architecture.md.',
      severity: 'error',
      from: {},
      to: { path: `${API}[^/]+/`, pathNot: `${API}${any([...allFeatures, ...START])}/` },
    },
    {
      name: 'every-part-of-the-platform-has-its-place',
      comment: 'A new folder of `platform` is written into the order in docs/architecture.md.',
      severity: 'error',
      from: {},
      to: { path: `${API}platform/`, pathNot: platformFolder(any(PLATFORM.flat())) },
    },
    {
      name: 'feature-internals',
      comment: 'Another feature is reached through its index.ts.',
      severity: 'error',
      from: { path: `${API}([^/]+)/`, pathNot: SPEC },
      to: { path: `${API}([^/]+)/`, pathNot: [`${API}$1/`, '/index\\.ts$'] },
    },
    {
      name: 'wing-internals',
      comment: 'Another feature of the same wing is reached through its index.ts.',
      severity: 'error',
      from: { path: `${API}(${any(WINGS)})/([^/]+)/`, pathNot: SPEC },
      to: { path: `${API}$1/[^/]+/`, pathNot: [`${API}$1/$2/`, '/index\\.ts$'] },
    },
    {
      name: 'features-do-not-know-the-start',
      comment: 'The files of the start know the features, never the reverse.',
      severity: 'error',
      from: { path: featureFolder(any(allFeatures)), pathNot: SPEC },
      to: { path: [featureFolder(any(START)), `${API}[^/]+\\.ts$`] },
    },
    {
      name: 'library-internals',
      comment: 'A library is reached through its index.ts.',
      severity: 'error',
      from: { path: '^((?:apps|libs)/[^/]+)/', pathNot: [SPEC, '^libs/testing/'] },
      to: { path: '^libs/([^/]+)/src/', pathNot: ['/index\\.ts$', '^$1/'] },
    },
    {
      name: 'libs-import-no-app',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['^libs/testing/', SPEC] },
      to: { path: '^apps/' },
    },
    {
      name: 'api-does-not-know-the-command-line',
      severity: 'error',
      from: { path: '^apps/api/' },
      to: { path: '^apps/cli/' },
    },
    {
      name: 'only-scripts-and-tests-describe-the-api',
      comment: 'What makes docs/openapi.json is not loaded by a server or a command.',
      severity: 'error',
      from: { path: '^(?:apps|libs)/', pathNot: '^apps/openapi/' },
      to: { path: '^apps/openapi/' },
    },
    ...ALONE.map((name) => ({
      name: `${name}-is-alone`,
      comment: 'It is published on its own.',
      severity: 'error',
      from: { path: `^libs/${name}/` },
      to: { path: '^(?:apps|libs)/', pathNot: `^libs/${name}/` },
    })),
    {
      name: 'guard-needs-little',
      comment:
        'The guard library runs in the services of others: jose and the Nest peers, nothing else.',
      severity: 'error',
      from: { path: '^libs/guard/src/', pathNot: [SPEC, '/testing/'] },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(?:@nestjs/[^/]+|jose|rxjs|reflect-metadata|@types/node)/',
      },
    },
    {
      name: 'kernel-is-pure',
      comment: 'Plain TypeScript, usable anywhere.',
      severity: 'error',
      from: { path: '^libs/kernel/src/', pathNot: SPEC },
      to: {
        pathNot: [
          '^libs/kernel/src/',
          'node_modules/(?:uuid|@types/node)/',
          '^(?:node:)?(?:crypto|url)$',
        ],
      },
    },
    {
      name: 'store-only-from-own-service',
      comment: 'All SQL of a feature is behind its services; a controller never asks a store.',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '\\.(?:store|entity)\\.ts$' },
    },
    {
      name: 'store-stays-at-home',
      severity: 'error',
      from: { path: `${API}([^/]+)/`, pathNot: SPEC },
      to: { path: `${API}([^/]+)/.*\\.store\\.ts$`, pathNot: `${API}$1/` },
    },
    {
      name: 'no-test-in-src',
      comment: 'The server never loads what tests are made of.',
      severity: 'error',
      from: {
        path: '^(?:apps|libs)/[^/]+/src/',
        pathNot: [SPEC, '^libs/testing/', '^libs/guard/src/testing/'],
      },
      to: { path: [SPEC, '^libs/testing/', '^test/', 'node_modules/@nestjs/testing/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(?:^|/)dist/', '^examples/', '^coverage/', '^test/openapi/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
    progress: { type: 'none' },
  },
};
