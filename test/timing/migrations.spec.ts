import { execFileSync } from 'node:child_process';
import { MigrationFolder } from '../migrations/support/migration-folder.js';
import { MigratorProgram } from '../migrations/support/migrator-program.js';

const VERSION = '20260101000000';
const ROUNDS = 3;

describe('the migrator on files of more and more statements', () => {
  const program = new MigratorProgram();
  afterAll(() => program.remove());

  /** The CPU seconds of linting so many statements, without the program's own start. */
  function costOf(statements: number): number {
    const line = `DELETE FROM t;\nINSERT INTO t VALUES (1, '${'x'.repeat(150)}');\n`;
    const folder = new MigrationFolder().add(`${VERSION}-a`, line.repeat(statements), 'SELECT 1;');
    const script = `process.argv[2] = 'lint'; process.on('exit', () => {
      const { user, system } = process.cpuUsage(); process.stderr.write('cpu ' + (user + system) / 1e6);
    }); await import(${JSON.stringify(program.main)});`;
    try {
      const times = Array.from({ length: ROUNDS }, () => cpuOf(script, folder.dir));
      return Math.min(...times);
    } finally {
      folder.remove();
    }
  }

  function cpuOf(script: string, dir: string): number {
    const shell = `"$0" --input-type=module -e "$1" . lint 2>&1 >/dev/null || true`;
    const env = { PATH: process.env['PATH'], MIGRATIONS_DIR: dir };
    const said = execFileSync('sh', ['-c', shell, process.execPath, script], {
      env,
      encoding: 'utf8',
    });
    return Number(/cpu ([\d.]+)/.exec(said)?.[1]);
  }

  it('linting four times as many statements takes four times as long, and not sixteen times', () => {
    const start = costOf(1);
    const one = costOf(10_000) - start;
    const four = costOf(40_000) - start;
    expect(four / one).toBeLessThan(8);
  }, 300_000);
});
