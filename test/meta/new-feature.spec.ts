import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#libs/testing';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run new:feature', () => {
  let root: string;
  beforeEach(() => (root = temporaryFolder('feature')));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const make = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'scripts/new-feature.mjs'), ...args], {
      encoding: 'utf8',
    });
  const folder = (name: string) => join(root, 'apps/api/src', name);

  it('writes the folder of a room, with its spec, and says what is left to do', () => {
    const { status, stdout } = make('guest-policies', root);
    expect(status).toBe(0);
    expect(stdout).toContain('GuestPoliciesModule');
    expect(readdirSync(folder('guest-policies')).sort()).toEqual([
      'guest-policies.controller.ts',
      'guest-policies.dto.ts',
      'guest-policies.module.ts',
      'guest-policies.service.ts',
      'guest-policies.store.ts',
      'index.ts',
      'to-guest-policy.spec.ts',
      'to-guest-policy.ts',
    ]);
    const read = (name: string) => readFileSync(join(folder('guest-policies'), name), 'utf8');
    expect(read('guest-policies.store.ts')).toContain('FROM guest_policies');
    expect(read('guest-policies.dto.ts')).toContain('guest_policies!: GuestPolicyDto[];');
  });

  it('refuses a name that is none, and one that is there', () => {
    for (const name of ['', 'Guests', '../guests', 'guest_policies']) {
      expect(make(name, root)).toMatchObject({ status: 2, stdout: '' });
    }
    make('guests', root);
    const again = make('guests', root);
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('is there already') });
  });
});
