import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMigration } from './create.js';
import { readFolder } from './discover.js';

describe('the folder of migrations', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'migrations-'));
    for (const side of ['up', 'down']) mkdirSync(join(dir, side));
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  const write = (path: string, sql = 'SELECT 1'): void => writeFileSync(join(dir, path), sql);

  const problemsOf = async (): Promise<string[]> =>
    (await readFolder(dir)).problems.map(({ kind, message }) => `${kind}: ${message}`);

  it('a folder is read as pairs in order of their versions', async () => {
    for (const name of ['20260102000000-b.sql', '20260101000000-a.sql']) {
      write(`up/${name}`);
      write(`down/${name}`, 'SELECT 2');
    }
    const { migrations, problems } = await readFolder(dir);
    expect(migrations.map(({ name }) => name)).toEqual(['20260101000000-a', '20260102000000-b']);
    expect(migrations[0]?.down?.sql).toBe('SELECT 2');
    expect(problems).toEqual([]);
  });

  it('a file without its pair is a problem on either side', async () => {
    write('up/20260101000000-a.sql');
    write('down/20260102000000-b.sql');
    expect(await problemsOf()).toEqual([
      `unpaired: ${dir}/up/20260101000000-a.sql has no pair: ${dir}/down/20260101000000-a.sql is missing`,
      `unpaired: ${dir}/down/20260102000000-b.sql has no pair: ${dir}/up/20260102000000-b.sql is missing`,
    ]);
  });

  it('misnamed files and duplicate versions are problems, and other files are ignored', async () => {
    for (const side of ['up', 'down']) {
      write(`${side}/20260101000000-a.sql`);
      write(`${side}/20260101000000-b.sql`);
      write(`${side}/README.md`);
      write(`${side}/.hidden.sql`);
    }
    write('up/create-users.sql');
    const problems = await problemsOf();
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^misnamed: .*create-users\.sql/);
    expect(problems[1]).toMatch(/^duplicate: .*-b\.sql and .*-a\.sql have the same version/);
  });

  it('a missing folder is refused with advice', async () => {
    await expect(readFolder(join(dir, 'nowhere'))).rejects.toThrow(/There is no folder .*nowhere/);
  });

  it('a new migration gets two files, in any folder', async () => {
    const target = join(dir, 'new');
    const now = new Date('2026-01-02T03:04:05Z');
    const first = await createMigration(target, 'Add avatars', now);
    const second = await createMigration(target, 'add avatars', now);
    expect(first.name).toBe('20260102030405-add-avatars');
    expect(second.name).toBe('20260102030406-add-avatars');
    expect(readdirSync(join(target, 'up'))).toEqual(readdirSync(join(target, 'down')));
    expect((await readFolder(target)).problems).toEqual([]);
  });

  it('a title that gives no name is refused', async () => {
    await expect(createMigration(dir, '!!!', new Date(0))).rejects.toMatchObject({ exitCode: 2 });
  });
});
