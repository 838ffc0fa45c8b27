import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#libs/testing';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run new:feature', () => {
  let root: string;
  beforeEach(() => (root = temporaryFolder('feature')));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const make = (plural: string, singular = '') =>
    spawnSync(process.execPath, [join(ROOT, 'scripts/new-feature.mjs'), plural, singular, root], {
      encoding: 'utf8',
    });
  const folder = (name: string) => join(root, 'apps/api/src', name);

  it('The command new:feature writes the folder of a feature, with its spec, and lists what is left to do', () => {
    const { status, stdout } = make('guest-policies');
    expect(status).toBe(0);
    expect(stdout).toContain('GuestPoliciesModule');
    expect(stdout).toContain('docs/architecture.md');
    expect(readdirSync(folder('guest-policies')).sort()).toEqual([
      'guest-policies.controller.ts',
      'guest-policies.dto.ts',
      'guest-policies.module.ts',
      'guest-policies.service.ts',
      'guest-policies.store.ts',
      'guest-policy.entity.ts',
      'index.ts',
      'to-guest-policy.spec.ts',
      'to-guest-policy.ts',
    ]);
    const read = (name: string) => readFileSync(join(folder('guest-policies'), name), 'utf8');
    expect(read('guest-policies.store.ts')).toContain('FROM guest_policies');
    expect(read('guest-policies.store.ts')).toContain('columnsOf(GuestPolicyEntity, LISTED)');
    expect(read('index.ts')).toBe(
      "export { GuestPoliciesModule } from './guest-policies.module.js';\n" +
        "export { GuestPolicies } from './guest-policies.service.js';\n",
    );
    expect(read('guest-policies.dto.ts')).toContain('guest_policies!: GuestPolicyDto[];');
  });

  it('The command new:feature writes files without type or lint errors', () => {
    for (const path of ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'scripts/lint']) {
      cpSync(join(ROOT, path), join(root, path), { recursive: true });
    }
    for (const path of ['node_modules', 'libs']) symlinkSync(join(ROOT, path), join(root, path));
    make('news-items');
    const program = join(ROOT, 'node_modules/oxlint/bin/oxlint');
    const { status, stdout } = spawnSync(process.execPath, [program, 'apps'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/0 errors[^]*on 9 files/),
    });
  });

  it('The command new:feature accepts a singular where an ending does not tell it', () => {
    expect(make('criteria', 'criterion').status).toBe(0);
    expect(readdirSync(folder('criteria'))).toContain('to-criterion.ts');
  });

  it('The command new:feature refuses an invalid name, and an existing one', () => {
    for (const name of ['', 'Guests', '../guests', 'guest_policies']) {
      expect(make(name)).toMatchObject({ status: 2, stdout: '' });
    }
    make('guests');
    const again = make('guests');
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('is there already') });
  });
});
