import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '#libs/testing';

const ROOT = join(import.meta.dirname, '../..');

/** Follows libs/migrator/README.md in a service that has no other part of Gatehouse. */
describe('the migrator as a package, from its tarball', () => {
  const service = mkdtempSync(join(tmpdir(), 'some-service-'));
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({ empty: true });
    const installed = join(service, 'node_modules/@gatehouse/migrator');
    mkdirSync(installed, { recursive: true });
    execFileSync('npm', ['pack', '--pack-destination', service], {
      cwd: join(ROOT, 'libs/migrator'),
      stdio: 'pipe',
    });
    const [tarball] = readdirSync(service).filter((name) => name.endsWith('.tgz'));
    execFileSync('tar', ['-xzf', join(service, tarball ?? ''), '--strip-components=1'], {
      cwd: installed,
    });
    // The dependencies that `npm install` would add.
    symlinkSync(join(ROOT, 'node_modules/pg'), join(service, 'node_modules/pg'));
    mkdirSync(join(service, 'node_modules/.bin'));
    symlinkSync(
      join(installed, 'dist/bin.js'),
      join(service, 'node_modules/.bin/gatehouse-migrate'),
    );
  }, 60_000);

  afterAll(async () => {
    rmSync(service, { recursive: true, force: true });
    await database.drop();
  });

  const inService = (file: string, args: readonly string[]): string =>
    execFileSync(file, args, {
      cwd: service,
      encoding: 'utf8',
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
        DATABASE_URL: database.url,
      },
    });

  const migrate = (...args: string[]): string =>
    inService(process.execPath, ['node_modules/.bin/gatehouse-migrate', ...args]);

  it('the tarball of the migrator contains its files and nothing else', () => {
    const installed = join(service, 'node_modules/@gatehouse/migrator');
    expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files).toEqual(expect.arrayContaining(['index.js', 'index.d.ts', 'bin.js']));
    expect(files.filter((name) => /\bspec\b|\.ts$/.test(name) && !name.endsWith('.d.ts'))).toEqual(
      [],
    );
  });

  it('the packed migrator makes, applies, shows and reverts a migration', () => {
    const [up = '', down = ''] = migrate('create', 'create invoices').trim().split('\n');
    writeFileSync(join(service, up), 'CREATE TABLE invoices (id uuid PRIMARY KEY);');
    writeFileSync(join(service, down), 'DROP TABLE invoices;');
    expect(migrate('up')).toMatch(/applied {2}\d{14}-create-invoices/);
    expect(migrate('status')).toMatch(/1 applied, 0 pending/);
    expect(migrate('down', '--steps', '1')).toMatch(/1 file reverted/);
  });

  it('a service calls the packed migrator at its start, as ESM or CommonJS', () => {
    const call = `migrateUp({ connection: process.env.DATABASE_URL, dir: 'migrations' })
      .then(({ applied }) => console.log(applied.length))`;
    const esm = `import { migrateUp } from '@gatehouse/migrator'; ${call}`;
    writeFileSync(join(service, 'start.mjs'), esm);
    writeFileSync(
      join(service, 'start.cjs'),
      `const { migrateUp } = require('@gatehouse/migrator'); ${call}`,
    );
    expect(inService(process.execPath, ['start.mjs'])).toBe('1\n');
    expect(inService(process.execPath, ['--no-warnings', 'start.cjs'])).toBe('0\n');
  });
});
