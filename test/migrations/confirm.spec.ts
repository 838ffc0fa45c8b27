import { MIGRATOR_COMMANDS, runCommand, type Options, type Terminal } from '#libs/migrator';
import { createTestDatabase, type TestDatabase } from '#libs/testing';
import { DatabaseProbe } from './support/database-probe.js';
import { MigrationFolder } from './support/migration-folder.js';

const V1 = '20260101000000';
const V2 = '20260102000000';

describe('down on a terminal', () => {
  const folder = new MigrationFolder().addTable(V1, 'a').addTable(V2, 'b');
  let database: TestDatabase;
  let probe: DatabaseProbe;
  const errors: string[] = [];
  const questions: string[] = [];

  beforeEach(async () => {
    errors.length = questions.length = 0;
    database = await createTestDatabase({ empty: true });
    probe = await DatabaseProbe.open(database.url);
    await run('up', {}, () => Promise.resolve(false));
  });

  afterEach(async () => {
    await probe.close();
    await database.drop();
  });

  afterAll(() => folder.remove());

  function run(
    command: 'up' | 'down' | 'repair',
    options: Options,
    answer: () => Promise<boolean>,
    positional: readonly string[] = [],
  ): Promise<number> {
    const terminal: Terminal = {
      isLive: true,
      isInteractive: true,
      out: () => undefined,
      err: (line) => void errors.push(line),
      progress: () => undefined,
      confirm: (question) => {
        questions.push(question);
        return answer();
      },
    };
    const context = {
      program: 'prog',
      dir: folder.dir,
      production: false,
      terminal,
      openTarget: () => Promise.resolve({ connection: database.url }),
      now: () => new Date(0),
    };
    return runCommand(MIGRATOR_COMMANDS[command], context, { positional, options });
  }

  it('down on a terminal lists what it would revert and asks, and does nothing unless the answer is yes', async () => {
    expect(await run('down', {}, () => Promise.resolve(false))).toBe(1);
    expect(errors[0]).toBe(`This reverts, in this order:\n  ${V2}-b\n  ${V1}-a`);
    expect(questions).toEqual(['Revert 2 files and lose their data?']);
    expect(await probe.tables()).toEqual(['a', 'b', 'migrations']);
    expect(await run('down', {}, () => Promise.resolve(true))).toBe(0);
    expect(await probe.tables()).toEqual(['migrations']);
  });

  it('down does not ask when it is given a target, or --yes', async () => {
    const never = (): Promise<boolean> => Promise.reject(new Error('Nobody may be asked'));
    expect(await run('down', { steps: 1 }, never)).toBe(0);
    expect(await run('down', { yes: true }, never)).toBe(0);
    expect(await run('down', {}, never)).toBe(0);
    expect(questions).toEqual([]);
  });

  it('down asks whenever nothing would be left applied, however the call says it', async () => {
    const no = () => Promise.resolve(false);
    expect(await run('down', { to: '0' }, no)).toBe(1);
    expect(await run('down', { steps: 99 }, no)).toBe(1);
    expect(questions).toHaveLength(2);
    expect(await probe.tables()).toEqual(['a', 'b', 'migrations']);
  });

  it('repair changes what it showed before the confirmation, and nothing else', async () => {
    await probe.query(`UPDATE migrations SET checksum = 'x' WHERE name LIKE '%-b'`);
    expect(await run('repair', {}, () => Promise.resolve(false), [V2])).toBe(1);
    const forgetMeanwhile = async (): Promise<boolean> => {
      await probe.query(`UPDATE migrations SET name = '${V2}-gone' WHERE name LIKE '%-b'`);
      return true;
    };
    expect(await run('repair', {}, forgetMeanwhile, [V2])).toBe(1);
    expect(errors.at(-1)).toMatch(/has changed since you were asked/);
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-gone`]);
    expect(await run('repair', {}, () => Promise.resolve(true), [V2])).toBe(0);
    expect(await probe.applied()).toEqual([`${V1}-a`]);
  });

  it('down reverts nothing when the database has changed while it waited for the answer', async () => {
    const changeMeanwhile = async (): Promise<boolean> => {
      await probe.query("DELETE FROM migrations WHERE name LIKE '%-b'");
      return true;
    };
    expect(await run('down', {}, changeMeanwhile)).toBe(1);
    expect(errors.at(-1)).toMatch(/have changed since you were asked/);
    expect(await probe.tables()).toEqual(['a', 'b', 'migrations']);
  });
});
