import type { AppliedMigration } from '../database/history.js';
import type { Folder, Migration } from '../files/discover.js';
import { planUp } from './plan.js';
import { findMismatches } from './mismatches.js';

const side = (path: string, checksum: string) => ({ path, checksum, sql: '' });

const migration = (version: string, title = 'a'): Migration => ({
  version,
  name: `${version}-${title}`,
  up: side(`m/up/${version}-${title}.sql`, 'up'),
  down: side(`m/down/${version}-${title}.sql`, 'down'),
});

const row = (name: string, sums: Partial<AppliedMigration> = {}): AppliedMigration => ({
  id: 1,
  name,
  storedName: name,
  appliedAt: '',
  checksum: 'up',
  downChecksum: 'down',
  leastRelease: null,
  ...sums,
});

const V1 = '20260101000000';
const V2 = '20260102000000';
const folder: Folder = { dir: 'm', problems: [], migrations: [migration(V1), migration(V2)] };

describe('files against the table', () => {
  it('files with the recorded checksums have no problem', () => {
    expect(findMismatches(folder, [row(`${V1}-a`)])).toEqual([]);
  });

  it('a change of either file of a pair is a problem', () => {
    const problems = [{ checksum: 'x' }, { downChecksum: 'x' }].map(
      (sums) => findMismatches(folder, [row(`${V1}-a`, sums)])[0]?.file,
    );
    expect(problems).toEqual([`m/up/${V1}-a.sql`, `m/down/${V1}-a.sql`]);
  });

  it('files are not compared with rows of another runner, which have no checksums', () => {
    const foreign = row(`${V1}-a`, { checksum: null, downChecksum: null });
    expect(findMismatches(folder, [foreign])).toEqual([]);
  });

  it('an applied file that is missing is a problem, and a renamed one is named', () => {
    const [gone] = findMismatches(folder, [row('20250101000000-b')]);
    const [renamed] = findMismatches(folder, [row(`${V1}-old`)]);
    expect(gone?.message).toMatch(/20250101000000-b\.sql was applied and is missing$/);
    expect(renamed?.message).toMatch(new RegExp(`renamed to ${V1}-a\\.sql\\?$`));
  });

  it('applied files of a newer release are reported as newer, not as missing', () => {
    const [ahead] = findMismatches(folder, [row('20990101000000-b')]);
    expect(ahead?.kind).toBe('newer');
    const nothing: Folder = { ...folder, migrations: [] };
    expect(findMismatches(nothing, [row('20990101000000-b')])[0]?.kind).toBe('missing');
  });
});

describe('how far to go', () => {
  const { migrations } = folder;
  const plan = (extent: object): string[] =>
    planUp(migrations, migrations, extent).map(({ version }) => version);

  it('an extent is all files, a number or a version', () => {
    expect(plan({})).toEqual([V1, V2]);
    expect(plan({ steps: 1 })).toEqual([V1]);
    expect(plan({ to: V1 })).toEqual([V1]);
    expect(plan({ to: `${V2}-a` })).toEqual([V1, V2]);
    expect(plan({ to: '0' })).toEqual([]);
  });

  it.each([
    { steps: 0 },
    { steps: 1.5 },
    { steps: 1, to: V1 },
    { to: '20990101000000' },
    { to: 'x' },
  ])('%j is not a valid extent', (extent) => {
    expect(() => plan(extent)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
