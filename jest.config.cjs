const importedNames = require('./libs/testing/src/jest/imported-names.cjs');

/** One transform for all projects: ESM packages are compiled too, for jest cannot require() them below Node 24. */
const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'commonjs', importInterop: 'node' },
  sourceMaps: 'inline',
};

/** Without source maps, which are useless for stacks in packages and slow to read for each of their files. */
const swcOfPackages = { ...swc, sourceMaps: false };
/** For packages whose files import defaults of each other: with Node's interop they would get the namespace. */
const swcOwnDefaults = {
  ...swcOfPackages,
  module: { type: 'commonjs', importInterop: 'swc' },
};

/** `lazy`: which imports of packages and of our own sources are loaded when they are first used. */
const transform = (lazy = { packages: false, own: false }) => {
  const by = (config, lazily) => [
    '@swc/jest',
    { ...config, module: { ...config.module, lazy: lazily } },
  ];
  return {
    '/node_modules/(uuid|@zxcvbn-ts)/.+\\.[cm]?js$': by(swcOwnDefaults, lazy.packages),
    '/node_modules/.+\\.[cm]?js$': by(swcOfPackages, lazy.packages),
    '^.+\\.[cm]?[jt]s$': by(swc, lazy.own),
  };
};

const base = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/libs/testing/src/jest/patient-environment.cjs',
  transform: transform(),
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|jose|oidc-provider|openid-client|oauth4webapi|cookie|nodemailer|file-type|uuid|nanoid|strtok3|token-types|uint8array-extras|@tokenizer|quick-lru|eta|altcha-lib|@zxcvbn-ts|@otplib|@scure|@noble)/)',
  ],
  resolver: '<rootDir>/libs/testing/src/jest/resolve.cjs',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/libs/.*/dist/', '<rootDir>/examples/'],
  setupFiles: ['reflect-metadata'],
  restoreMocks: true,
};

/** Long timeouts: a test must not fail because the machine is busy. */
const SUITE_TIMEOUT = '<rootDir>/libs/testing/src/jest/suite-timeout.ts';
/** Tests may not connect to other machines. */
const LOOPBACK_ONLY = '<rootDir>/libs/testing/src/jest/loopback-only.ts';

/** Suites that start the application or a database share one database server per run. */
const suite = (displayName, testMatch, extra = {}) => ({
  ...base,
  displayName,
  testMatch,
  globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.ts',
  setupFilesAfterEnv: [SUITE_TIMEOUT, LOOPBACK_ONLY],
  ...extra,
});

/** The main end-to-end files, which `npm test` runs within its three minutes, beside the contracts. */
const JOURNEYS = ['registration', 'sign-in', 'roles', 'app-tokens'];

module.exports = {
  projects: [
    {
      ...base,
      displayName: 'small',
      // Each file loads its modules anew, which was most of their time, and few use all that an index names.
      transform: transform({ packages: true, own: importedNames('apps', 'libs') }),
      testMatch: [
        '<rootDir>/libs/*/src/**/*.spec.ts',
        '<rootDir>/apps/*/src/**/*.spec.ts',
        '<rootDir>/bench/**/*.spec.mjs',
      ],
      setupFilesAfterEnv: [SUITE_TIMEOUT],
    },
    suite('meta', ['<rootDir>/test/meta/**/*.spec.ts']),
    suite('contract', ['<rootDir>/test/contract/**/*.spec.ts']),
    suite(
      'journeys',
      JOURNEYS.map((name) => `<rootDir>/test/e2e/${name}.e2e-spec.ts`),
    ),
    suite('e2e', ['<rootDir>/test/e2e/**/*.e2e-spec.ts']),
    suite('migrations', ['<rootDir>/test/migrations/**/*.spec.ts']),
    suite('race', ['<rootDir>/test/race/**/*.race-spec.ts']),
    suite('fault', ['<rootDir>/test/fault/**/*.fault-spec.ts']),
    suite('browser', ['<rootDir>/test/browser/**/*.browser-spec.ts']),
    suite('timing', ['<rootDir>/test/timing/**/*.spec.ts']),
  ],
  testSequencer: '<rootDir>/libs/testing/src/jest/longest-first.cjs',
  // A file that started the server leaves much of it in the heap of its worker, where collecting it slows every later file.
  workerIdleMemoryLimit: '700MB',
  collectCoverageFrom: ['<rootDir>/{apps,libs}/*/src/**/*.ts', '!**/*.spec.ts'],
  coverageDirectory: '<rootDir>/coverage',
};
