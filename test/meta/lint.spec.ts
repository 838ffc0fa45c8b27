import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#libs/testing';
import { BAD_JAVASCRIPT, BAD_SCRIPT, BAD_TYPESCRIPT } from './lint/bad-examples.js';

interface Settings {
  readonly rules: Readonly<Record<string, unknown>>;
  readonly overrides: readonly Pick<Settings, 'rules'>[];
}

interface Report {
  readonly diagnostics: readonly { readonly code?: string; readonly filename: string }[];
}

const ROOT = join(import.meta.dirname, '../..');
const KINDS = [
  { examples: BAD_TYPESCRIPT, folder: 'apps/api/src/bad', extension: 'ts' },
  { examples: BAD_JAVASCRIPT, folder: 'scripts/bad', extension: 'mjs' },
  { examples: BAD_SCRIPT, folder: 'scripts/bad', extension: 'cjs' },
];

const fileOf = (rule: string, extension: string) => `${rule.replace('/', '-')}.${extension}`;

/** A copy of the linter configuration with only files that it must refuse. */
function layOut(): string {
  const folder = temporaryFolder('lint');
  for (const path of ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'scripts/lint']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { examples, folder: place, extension } of KINDS) {
    mkdirSync(join(folder, place), { recursive: true });
    for (const [rule, text] of Object.entries(examples)) {
      const isModule = extension === 'ts' && !/^(?:import|export)/m.test(text);
      const path = join(folder, place, fileOf(rule, extension));
      writeFileSync(path, isModule ? `${text}\nexport {};\n` : `${text}\n`);
    }
  }
  writeFileSync(join(folder, 'apps/api/src/bad/mistyped.ts'), 'export const a: number = "1";\n');
  return folder;
}

function lint(folder: string): Report {
  const program = join(ROOT, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [program, '--format=json', 'apps', 'scripts'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.startsWith('{')) throw new Error(stdout);
  return JSON.parse(stdout) as Report;
}

/** The settings write `eslint(no-console)` as `no-console`. */
const nameOf = (code = '') => code.replace(/^eslint\((.*)\)$/, '$1').replace(/\((.*)\)$/, '/$1');

describe('npm run lint', () => {
  const found = new Map<string, Set<string>>();

  beforeAll(() => {
    for (const { code, filename } of lint(layOut()).diagnostics) {
      const file = filename.split('/').at(-1) ?? '';
      found.set(file, (found.get(file) ?? new Set()).add(nameOf(code)));
    }
  });

  it.each(
    KINDS.flatMap(({ examples, extension }) =>
      Object.keys(examples).map((rule) => ({ rule, file: fileOf(rule, extension) })),
    ),
  )('The linter refuses the bad example of $rule', ({ rule, file }) => {
    expect([...(found.get(file) ?? [])]).toContain(rule);
  });

  it('The linter refuses a type error', () => {
    expect([...(found.get('mistyped.ts') ?? [])]).toContain('typescript/TS2322');
  });

  it('The linter has a bad example for each rule that is switched on', () => {
    const { rules, overrides } = JSON.parse(
      readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8'),
    ) as Settings;
    const isOn = ([, level]: [string, unknown]) => level !== 'off';
    const on = [rules, ...overrides.map((each) => each.rules)].flatMap((each) =>
      Object.entries(each)
        .filter(isOn)
        .map(([name]) => name),
    );
    const shown = KINDS.flatMap(({ examples }) => Object.keys(examples));
    expect(new Set(shown)).toEqual(new Set(on));
  });
});
