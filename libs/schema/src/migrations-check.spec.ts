import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, Clock } from '#libs/kernel';
import type { HistoryRow } from '#libs/migrator';
import { MigrationsCheck } from './migrations-check.js';

class ManualClock extends Clock {
  atMs = 0;

  override now(): Date {
    return new Date(this.atMs);
  }
}

const A = '20260101000000-a';
const B = '20260102000000-b';
const NEWER = '20990101000000-of-tomorrow';

const row = (name: string, more: object = {}): HistoryRow => ({ row: { id: 1, name, ...more } });

const failure = (code: string) =>
  Object.assign(new Error('QueryFailedError'), { driverError: { code } });

describe('the check of the migrations', () => {
  const clock = new ManualClock();
  const dir = mkdtempSync(join(tmpdir(), 'migrations-'));
  let answer: () => Promise<readonly HistoryRow[]>;
  let asked: number;
  let said: (string | null)[];

  beforeAll(() => {
    for (const side of ['up', 'down']) {
      mkdirSync(join(dir, side));
      for (const name of [A, B]) writeFileSync(join(dir, side, `${name}.sql`), 'SELECT 1;');
    }
  });

  beforeEach(() => {
    answer = () => Promise.resolve([row(A), row(B)]);
    asked = 0;
    said = [];
  });

  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const open = (folder = dir) =>
    new MigrationsCheck({
      dir: folder,
      release: '0.2.0',
      clock,
      onChange: (words) => void said.push(words),
      query: () => {
        asked += 1;
        return answer();
      },
    });

  const later = (ms: number): void => void (clock.atMs += ms);

  it('the migrations check returns its last result for two seconds while the schema fits, then reads again', async () => {
    const check = open();
    expect(await check.check()).toEqual({ status: 'up' });
    later(1_999);
    await check.check();
    expect(asked).toBe(1);
    later(1);
    answer = () => Promise.resolve([row(A)]);
    expect(await check.check()).toEqual({
      status: 'down',
      details: { pending: [B], problems: [] },
    });
  });

  it('the migrations check reads at each call while the schema does not fit, at most four times a second, and reports it once', async () => {
    const check = open();
    answer = () => Promise.resolve([row(A)]);
    for (let index = 0; index < 20; index += 1) {
      await check.check();
      later(50);
    }
    expect(asked).toBe(4);
    expect(said).toEqual([
      expect.stringMatching(/lacks 1 migration .*first 20260102000000-b.*migrate up/),
    ]);
    answer = () => Promise.resolve([row(A), row(B)]);
    later(250);
    expect((await check.check()).status).toBe('up');
    expect(said.at(-1)).toBeNull();
  });

  it('the migrations check is up with additive migrations of a newer release, and names them', async () => {
    answer = () => Promise.resolve([row(A), row(B), row(NEWER, { least_release: '0.2.0' })]);
    expect(await open().check()).toEqual({ status: 'up', details: { newer: ['20990101000000'] } });
  });

  it('the migrations check is down with a breaking migration of a newer release, and names the release it needs', async () => {
    answer = () => Promise.resolve([row(A), row(B), row(NEWER, { least_release: '0.3.0' })]);
    const details = { needs: '0.3.0', since: NEWER, release: '0.2.0' };
    expect(await open().check()).toEqual({ status: 'down', details });
    expect(said).toEqual([
      expect.stringMatching(/needs release 0\.3\.0 or later .* this is 0\.2\.0/),
    ]);
  });

  it.each([
    ['a changed file', () => Promise.resolve([row(A, { checksum: 'x' }), row(B)]), 'problems'],
    ['no table', () => Promise.reject(failure('42P01')), 'reason'],
    [
      'no right to read the table',
      () => Promise.reject(new AppError('SERVICE_UNAVAILABLE', { cause: failure('42501') })),
      'reason',
    ],
  ])('the migrations check is down with %s, and reports it', async (_, rows, member) => {
    answer = rows;
    const check = open();
    const { status, details } = await check.check();
    expect(status).toBe('down');
    expect(details).toHaveProperty(member);
    expect(await check.isUnfit()).toBe(true);
    expect(said).toHaveLength(1);
  });

  it('the migrations check is down without its migration files, and up when they are there again', async () => {
    const folder = join(dir, 'later');
    const check = open(folder);
    expect((await check.check()).details).toEqual({
      reason: 'the files of the migrations cannot be read',
    });
    mkdirSync(join(folder, 'up'), { recursive: true });
    later(250);
    answer = () => Promise.resolve([]);
    expect(await check.check()).toEqual({ status: 'up' });
  });

  it('the migrations check keeps its last result while the database does not answer, and marks it as such', async () => {
    const check = open();
    answer = () => Promise.reject(failure('57P01'));
    expect(await check.check()).toEqual({
      status: 'down',
      details: { reason: 'the database could not be asked' },
    });
    later(250);
    answer = () => Promise.resolve([row(A), row(B)]);
    expect(await check.check()).toEqual({ status: 'up' });
    later(2_000);
    answer = () => Promise.reject(failure('57P01'));
    const details = { as_last_seen: 'the database could not be asked' };
    expect(await check.check()).toEqual({ status: 'up', details });
    expect(await check.isUnfit()).toBe(false);
    expect(said).toEqual([]);
  });

  it('the migrations check reads again instead of using its last result when a statement has failed', async () => {
    const check = open();
    await check.check();
    answer = () => Promise.resolve([row(A)]);
    expect(await check.isUnfit()).toBe(true);
    expect((await check.check()).status).toBe('down');
  });
});
