import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#libs/testing';

const ROOT = join(import.meta.dirname, '../..');
const SCRIPT = join(ROOT, 'scripts/generate/migration-checksums.mjs');
const A = '20260101000000-create-a-table';
const B = '20260102000000-create-b-table';

describe('the list of the checksums of the migrations', () => {
  let root: string;

  beforeEach(() => {
    root = temporaryFolder('checksums');
    for (const side of ['up', 'down'])
      mkdirSync(join(root, 'migrations', side), { recursive: true });
    add(A);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const path = (side: string, name: string) => join(root, 'migrations', side, `${name}.sql`);
  const list = () => readFileSync(join(root, 'migrations/SHA256SUMS'), 'utf8');
  const keep = (...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, root, ...args], {
      encoding: 'utf8',
    });
    return { status, lines: stderr.split('\n').filter(Boolean) };
  };

  function add(name: string): void {
    writeFileSync(path('up', name), 'CREATE TABLE a (\n  id int\n);\n');
    writeFileSync(path('down', name), 'DROP TABLE a;\n');
  }

  it('The list of checksums has the SHA-256 of both files of each migration, as sha256sum writes it', () => {
    expect(keep()).toEqual({ status: 0, lines: [] });
    const lines = ['up', 'down'].map((side) => {
      const sum = createHash('sha256')
        .update(readFileSync(path(side, A)))
        .digest('hex');
      return `${sum}  ${side}/${A}.sql\n`;
    });
    expect(list()).toBe(lines.join(''));
    expect(keep('--check')).toEqual({ status: 0, lines: [] });
  });

  it('The list of checksums gets each new migration by a command, and the check names its files until then', () => {
    keep();
    const before = list();
    add(B);
    expect(keep('--check')).toEqual({
      status: 1,
      lines: ['up', 'down'].map(
        (side) =>
          `migrations/${side}/${B}.sql is not in migrations/SHA256SUMS: run npm run generate`,
      ),
    });
    expect(list()).toBe(before);
    expect(keep().status).toBe(0);
    expect(list().startsWith(before)).toBe(true);
    expect(list()).toContain(`  down/${B}.sql\n`);
    expect(keep('--check').status).toBe(0);
  });

  it.each(['up', 'down'])(
    'The list of checksums refuses a changed migration file in %s, and keeps the recorded checksum',
    (side) => {
      keep();
      const before = list();
      writeFileSync(path(side, A), '-- Another.\nSELECT 1;\n');
      add(B);
      for (const args of [[], ['--check']]) {
        expect(keep(...args)).toEqual({
          status: 1,
          lines: [
            expect.stringMatching(
              `^migrations/${side}/${A}.sql is not as it was recorded .*restore it, and make the change in a new migration`,
            ),
          ],
        });
      }
      expect(list()).toBe(before);
    },
  );

  it('The list of checksums refuses a migration that was deleted or renamed', () => {
    keep();
    const before = list();
    for (const side of ['up', 'down']) renameSync(path(side, A), path(side, B));
    const { status, lines } = keep();
    expect(status).toBe(1);
    expect(lines).toEqual(
      ['up', 'down'].map((side) =>
        expect.stringMatching(`^migrations/${side}/${A}.sql is recorded .* and is missing`),
      ),
    );
    expect(list()).toBe(before);
  });

  it('The list of checksums accepts CR LF in a migration as no change', () => {
    keep();
    for (const file of [path('up', A), join(root, 'migrations/SHA256SUMS')]) {
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
    }
    expect(keep('--check')).toEqual({ status: 0, lines: [] });
  });

  it('A line of the list of checksums that cannot be read is named', () => {
    keep();
    writeFileSync(join(root, 'migrations/SHA256SUMS'), `${list()}<<<<<<< main\n`);
    expect(keep('--check')).toEqual({
      status: 1,
      lines: [expect.stringMatching(/^migrations\/SHA256SUMS:3 is no line of sha256sum/)],
    });
  });

  it('The list of checksums fits the migrations of Gatehouse', () => {
    cpSync(join(ROOT, 'migrations'), join(root, 'migrations'), { recursive: true, force: true });
    for (const side of ['up', 'down']) rmSync(path(side, A));
    expect(keep('--check')).toEqual({ status: 0, lines: [] });
  });
});
