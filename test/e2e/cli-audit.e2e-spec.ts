import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, openDatabase, runGatehouse, type TestDatabase } from '#libs/testing';
import { Trail } from '../support/audit-chain.js';
import { withFixture } from '../support/with-fixture.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const OTHER_KEY = 'for-tests-only-abcdefghijklmnop0123456789';
const MINUTES = 240_000;

interface Report {
  readonly intact: boolean;
  readonly checked: number;
  readonly findings: { kind: string; number?: number; event_id?: string; text: string }[];
}

describe('gatehouse audit', () => {
  let database: TestDatabase;
  let store: Awaited<ReturnType<typeof openDatabase>>;
  let trail: Trail;

  withFixture(async (opened) => {
    database = opened.add(await createTestDatabase());
    store = opened.add(await openDatabase({ url: database.url }));
    trail = new Trail(store.database, SECRET_KEY);
  }, MINUTES);

  /** 2026-01-01 to 03 with three events each; 2026-01-04 has begun with one. */
  beforeEach(async () => {
    await trail.empty();
    trail = await new Trail(store.database, SECRET_KEY).days(3, 3);
  });

  const audit = (args: string[], secret = SECRET_KEY) =>
    runGatehouse(['audit', ...args], {
      env: { DATABASE_URL: database.url, SECRET_KEY: secret, MIGRATE_ON_START: 'false' },
    });
  const verify = async (...args: string[]) => {
    const { code, stdout } = await audit(['verify', '--json', ...args]);
    return { code, report: JSON.parse(stdout) as Report };
  };

  it(
    'gatehouse audit verify ends with 3 and names a changed, a deleted, a moved and a cut off row',
    async () => {
      expect(await verify()).toMatchObject({ code: 0, report: { intact: true, checked: 10 } });
      const [changed, deleted] = [await trail.eventOf(2), await trail.eventOf(4)];
      const moved = [await trail.eventOf(7), await trail.eventOf(6)];
      await trail.byHand(
        `UPDATE audit_events SET actor_id = NULL WHERE id = '${changed}'`,
        `DELETE FROM audit_events WHERE id = '${deleted}'`,
        'UPDATE audit_seals SET number = -1 WHERE number = 6',
        'UPDATE audit_seals SET number = 6 WHERE number = 7',
        'UPDATE audit_seals SET number = 7 WHERE number = -1',
        'DELETE FROM audit_seals WHERE number = 10',
      );
      const { code, report } = await verify();
      expect([code, report.intact]).toEqual([3, false]);
      const found = report.findings.map(({ kind, number, event_id }) => [kind, number, event_id]);
      expect(found).toEqual(
        expect.arrayContaining([
          ['event_changed', 2, changed],
          ['event_deleted', 4, deleted],
          ['seal_changed', 6, moved[0]],
          ['seal_changed', 7, moved[1]],
          ['seals_missing', 10, undefined],
          ['newest_missing', 9, undefined],
        ]),
      );
      const { stdout } = await audit(['verify']);
      expect(stdout).toContain(`Event ${changed} (seal 2) was changed\n`);
      expect(stdout).toContain('NOT as written');
    },
    MINUTES,
  );

  it(
    'gatehouse audit retire first reports its plan, writes the events to a file, and verify begins from there',
    async () => {
      const path = join(tmpdir(), `gatehouse-retired-${process.pid}.ndjson`);
      rmSync(path, { force: true });
      expect((await audit(['retire', '--before', '2026-01-03'])).code).toBe(2);
      const dry = await audit(['retire', '--before', '2026-01-03', '--dry-run', '--export', path]);
      expect([dry.code, dry.stdout]).toEqual([
        0,
        'Would retire 2026-01-01 to 2026-01-02, 6 events (seals 1 to 6)\n',
      ]);
      expect([existsSync(path), await trail.count('audit_events')]).toEqual([false, 10]);

      const done = await audit(['retire', '--before', '2026-01-03', '--yes', '--export', path]);
      expect([done.code, done.stderr]).toEqual([0, '']);
      expect(done.stdout).toContain('Retired 2026-01-02: 3 events, up to seal 6\n');
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
      const exported = lines.map((line) => JSON.parse(line) as { seal: { number: number } });
      expect(exported.map(({ seal }) => seal.number)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(exported[0]).toMatchObject({ event: { type: 'test.done', outcome: 'success' } });
      expect(statSync(path).mode & 0o777).toBe(0o600);
      rmSync(path);

      await trail.sealer.seal();
      const { code, stdout } = await audit(['verify']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Retired up to seal 6 \(2026-01-02\), on \S+ by operator\n6 events/);
      await trail.byHand('DELETE FROM audit_marks WHERE number = 6');
      expect((await verify()).report.findings).toMatchObject([
        { kind: 'seals_missing', number: 4 },
      ]);
    },
    MINUTES,
  );

  it(
    'gatehouse audit retire keeps a day with a changed event, and names the change',
    async () => {
      const eventId = await trail.eventOf(5);
      await trail.byHand(`UPDATE audit_events SET code = 'X' WHERE id = '${eventId}'`);
      const words = ['retire', '--before', '2026-01-03'];
      const dry = await audit([...words, '--dry-run', '--json']);
      expect(JSON.parse(dry.stdout)).toEqual({
        success: true,
        dry_run: true,
        planned: [
          { day: '2026-01-01', up_to_seal: 3 },
          { day: '2026-01-02', up_to_seal: 6 },
        ],
        retired: [],
        findings: [],
      });
      const { code, stdout, stderr } = await audit([...words, '--yes', '--json']);
      expect(code).toBe(3);
      expect(stderr).toContain('Retired 2026-01-01: 3 events');
      expect(JSON.parse(stdout)).toMatchObject({
        success: false,
        dry_run: false,
        retired: [{ day: '2026-01-01', events: 3, up_to_seal: 3 }],
        findings: [expect.stringContaining(`Event ${eventId} (seal 5) was changed`)],
      });
      expect(stderr).toContain('up to 2026-01-02 is not as it was written; it is kept');
      expect(await trail.count('audit_seals')).toBe(7);
    },
    MINUTES,
  );

  it(
    'gatehouse audit rekey continues under a new SECRET_KEY, from the head that was checked under the old one',
    async () => {
      const head = (await audit(['verify'])).stdout.trimEnd().split('Head: ')[1] ?? '';
      const { code, stdout } = await audit(['verify'], OTHER_KEY);
      expect(code).toBe(3);
      expect(stdout).toContain('Seals 1 to 10 were made under another SECRET_KEY');
      expect((await audit(['rekey', '--head', head])).stderr).toContain('under this SECRET_KEY');
      const done = await audit(['rekey', '--head', head], OTHER_KEY);
      expect([done.code, done.stdout]).toEqual([0, 'The audit trail continues after seal 10\n']);
      const after = await audit(['verify', '--head', head], OTHER_KEY);
      expect(after.code).toBe(0);
      expect(after.stdout).toContain('Begun anew under this SECRET_KEY after seal 10');
    },
    MINUTES,
  );

  it.each([
    [['retire']],
    [['retire', '--before', '2026-02-30', '--yes']],
    [['rekey']],
    [['rekey', '--head', 'x']],
    [['grants']],
  ])(
    'gatehouse audit refuses the arguments %j',
    async (args) => expect((await audit(args)).code).toBe(2),
    MINUTES,
  );
});
