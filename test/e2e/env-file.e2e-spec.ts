import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Every program of ours that reads a .env file. */
const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
  ['the server', ['dist/apps/api/src/main.js']],
  ['the doctor', ['bin/gatehouse.js', 'doctor']],
  ['the migrator', ['bin/gatehouse.js', 'migrate', 'status']],
  ['a command on users', ['bin/gatehouse.js', 'keys', 'list']],
];

describe('a .env file in the working folder', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'env-file-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = ([script = '', ...args]: readonly string[]) =>
    new Promise<{ code: unknown; output: string }>((resolve) => {
      const env = { PATH: process.env['PATH'] };
      const options = { cwd: folder, env, timeout: 120_000 };
      execFile(process.execPath, [join(ROOT, script), ...args], options, (error, out, err) =>
        resolve({ code: error?.code ?? 0, output: out + err }),
      );
    });

  describe.each(PROGRAMS)('for %s', (_what, command) => {
    it.each([
      [
        'a statement that cannot be read',
        'APP_NAME=A\nDATABASE_URL postgres://hunter2@db/x\n',
        '.env, line 2',
      ],
      [
        'a mark within the file',
        'APP_NAME=A\n\ufeffDATABASE_URI=postgres://hunter2@db/x\n',
        '.env, line 2',
      ],
      [
        'a slip in the name of the database',
        'DATABSE_URL=postgres://hunter2@db/x\n',
        '.env, line 1',
      ],
    ])(
      'A .env file stops the program with %s, instead of an empty database',
      async (_case, content, place) => {
        writeFileSync(join(folder, '.env'), content);
        const { code, output } = await run(command);
        expect(code).toBe(1);
        expect(output).toContain(place);
        expect(output).not.toMatch(/hunter2|\n\s+at /);
        expect(existsSync(join(folder, '.data'))).toBe(false);
      },
    );

    it('A .env that is a folder stops the program', async () => {
      mkdirSync(join(folder, '.env'));
      const { code, output } = await run(command);
      expect(code).toBe(1);
      expect(output).toContain('.env');
      expect(output).toContain('folder');
      expect(existsSync(join(folder, '.data'))).toBe(false);
    });
  });
});
