import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Every exception from a rule says why: `eslint-disable-next-line rule -- reason`. */
const reasons = {
  rules: {
    'say-why': {
      meta: { type: 'problem', schema: [], messages: { why: 'Say why: add "-- reason".' } },
      create: (context) => ({
        Program() {
          for (const comment of context.sourceCode.getAllComments()) {
            const isDisable = /^\s*eslint-disable/.test(comment.value);
            if (isDisable && !/\s--\s+\S/.test(comment.value)) {
              context.report({ loc: comment.loc, messageId: 'why' });
            }
          }
        },
      }),
    },
  },
};

const forbid = {
  environment: {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'The environment is read once, in libs/config: declare a slice and inject it.',
  },
  dateNow: {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Time comes from the injected Clock of #libs/kernel.',
  },
  newDate: {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes from the injected Clock of #libs/kernel.',
  },
  random: {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Randomness comes from #libs/kernel (randomToken) or node:crypto (randomInt).',
  },
  ownImport: {
    selector: 'ImportExpression[source.value=/^[.#]/]',
    message: 'Import own code at the top: a late import hides a cycle.',
  },
};

const { environment, dateNow, newDate, random, ownImport } = forbid;
const restricted = (...rules) => ['error', ...rules];

const TESTS = ['**/*.spec.ts', '**/*-spec.ts', 'test/**/*.ts', 'libs/testing/**/*.ts', 'bench/**'];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      'coverage/**',
      '.data/**',
      'examples/**',
      'libs/*/test-packed/**',
      '**/*.d.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { reasons },
    rules: {
      'reasons/say-why': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 10],
      'max-params': ['error', 5],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-syntax': restricted(environment, dateNow, newDate, random, ownImport),
      'no-restricted-globals': [
        'error',
        {
          name: 'fetch',
          message: 'Call other servers through our client: bounded in time and bytes.',
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/common',
              importNames: ['forwardRef'],
              message: 'A cycle: move the act that spans both rooms to the right one.',
            },
          ],
        },
      ],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false } },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Ports are async by contract, whether or not an adapter has to wait.
      '@typescript-eslint/require-await': 'off',
      // Modules are empty classes.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    files: ['libs/config/src/environment.ts'],
    rules: { 'no-restricted-syntax': restricted(dateNow, newDate, random, ownImport) },
  },
  {
    // The migrator alone is a program of its own.
    files: ['libs/*/src/bin.ts'],
    rules: { 'no-restricted-syntax': restricted(dateNow, newDate, random, ownImport) },
  },
  {
    files: ['libs/kernel/src/clock.ts'],
    rules: { 'no-restricted-syntax': restricted(environment, random, ownImport) },
  },
  {
    // Published on their own, without the kernel and its clock.
    files: ['libs/guard/**/*.ts', 'libs/migrator/**/*.ts', 'libs/schematics/**/*.ts'],
    ignores: ['libs/*/src/bin.ts'],
    rules: {
      'no-restricted-syntax': restricted(environment, random, ownImport),
      'no-restricted-globals': 'off',
    },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-syntax': restricted(random),
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // jest demands a default export of these two.
    files: ['libs/testing/src/jest/global-*.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        URL: 'readonly',
        __dirname: 'readonly',
        clearTimeout: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        module: 'writable',
        performance: 'readonly',
        process: 'readonly',
        require: 'readonly',
        setInterval: 'readonly',
        setImmediate: 'readonly',
        setTimeout: 'readonly',
      },
    },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
);
