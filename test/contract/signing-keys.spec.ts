import { Logger } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { Audit, AuditEvent } from '#api/audit';
import type { Change, Unit, UnitOfWork } from '#api/platform/changes';
import { SigningKeysUnreadable, type TokenIdentity } from '#api/signing-keys';
import { rows, type Database } from '#libs/database';
import { newId } from '#libs/kernel';
import { Lifecycle, Metrics } from '#libs/operation';
import { describeOnDatabases, FakeClock } from '#libs/testing';
import { AccessTokens } from '../../apps/api/src/signing-keys/access-tokens.service.js';
import type { KeyChangeListener } from '../../apps/api/src/signing-keys/key-change-listener.service.js';
import { PUBLISHED_BEFORE_USE_SECONDS } from '../../apps/api/src/signing-keys/key-life.js';
import { KeyRingCache } from '../../apps/api/src/signing-keys/key-ring-cache.service.js';
import { KeyRotation } from '../../apps/api/src/signing-keys/key-rotation.service.js';
import { KeyEncryption } from '../../apps/api/src/signing-keys/key-encryption.js';
import { Jwks } from '../../apps/api/src/signing-keys/jwks.service.js';
import { SigningKeys } from '../../apps/api/src/signing-keys/signing-keys.service.js';
import { SigningKeysStore } from '../../apps/api/src/signing-keys/signing-keys.store.js';

Logger.overrideLogger(false);

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const DAY_SECONDS = 86_400;
const ISSUER = 'https://auth.example.org';

/** Like `UnitOfWork`, but without announcements. */
class RecordingUnitOfWork {
  readonly changes: Change[] = [];

  constructor(private readonly database: Database) {}

  run<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    const changed = (change: Change): void => void this.changes.push(change);
    return this.database.transaction((tx) => work({ tx, changed }));
  }
}

/** The signing keys of one server instance. */
function anInstance(database: Database, clock: FakeClock, secretKey = SECRET_KEY) {
  const store = new SigningKeysStore();
  const encryption = new KeyEncryption({ secretKey } as never);
  const unitOfWork = new RecordingUnitOfWork(database);
  const events: AuditEvent[] = [];
  const recording: Pick<Audit, 'record'> = {
    record: (_tx, event) => {
      events.push(event);
      return Promise.resolve();
    },
  };
  const audit = recording as Audit;
  const rings = new KeyRingCache(database, store, encryption, clock);
  const keys = new SigningKeys(
    unitOfWork as unknown as UnitOfWork,
    rings,
    store,
    encryption,
    audit,
    clock,
  );
  const identity = { issuer: ISSUER, audience: ISSUER } as TokenIdentity;
  const tokens = new AccessTokens(rings, new JwtService(), identity, clock);
  const published = new Jwks(rings, clock);
  const listener = {
    start: () => undefined,
    stop: () => Promise.resolve(),
  } as unknown as KeyChangeListener;
  const rotation = new KeyRotation(rings, keys, listener, new Lifecycle(), clock, new Metrics(), {
    rotationDays: 90,
  });
  return { rings, keys, tokens, published, rotation, events, changes: unitOfWork.changes };
}

type Instance = ReturnType<typeof anInstance>;

const tokenOf = async ({ tokens }: Instance, ttlSeconds = 3600): Promise<string> => {
  const request = { userId: newId(), sessionId: newId(), authTime: 0, amr: ['pwd'], ttlSeconds };
  return (await tokens.issue({ ...request, service: null })).token;
};
const kidOf = (token: string): string => {
  const header = Buffer.from(token.split('.')[0]!, 'base64url').toString();
  return (JSON.parse(header) as { kid: string }).kid;
};
const isAccepted = ({ tokens }: Instance, token: string): Promise<boolean> =>
  tokens.verify(token).then(
    () => true,
    () => false,
  );

describeOnDatabases('signing keys', (db) => {
  let clock: FakeClock;
  const instance = (secretKey?: string) => anInstance(db.database, clock, secretKey);
  const states = async ({ keys }: Instance) => (await keys.list()).map(({ state }) => state);

  beforeEach(async () => {
    clock = new FakeClock('2026-06-01T12:00:00.000Z');
    await rows(db.database.pool, 'DELETE FROM signing_keys');
  });

  it('Signing keys begin with one key, however many instances start at once', async () => {
    const instances = Array.from({ length: 4 }, () => instance());
    await Promise.all(instances.map(({ rings }) => rings.get()));
    expect(await states(instances[0]!)).toEqual(['active']);
    const token = await tokenOf(instances[0]!);
    for (const other of instances) expect(await isAccepted(other, token)).toBe(true);
  });

  it('Signing keys are published without a private part, and kept encrypted', async () => {
    const one = instance();
    const { keys, etag } = await one.published.read();
    expect(keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        x: expect.stringMatching(/^[\w-]{43}$/) as string,
        y: expect.stringMatching(/^[\w-]{43}$/) as string,
        kid: (await one.keys.list())[0]!.id,
        use: 'sig',
        alg: 'ES256',
      },
    ]);
    expect(etag).toMatch(/^"[\w-]+"$/);
    const [stored] = await rows<{ text: string; private_key: Buffer }>(
      db.database.pool,
      'SELECT k::text AS text, private_key FROM signing_keys k',
    );
    expect(stored!.text).not.toContain('"d"');
    // Every unencrypted private key contains the ASN.1 name of its curve.
    expect(stored!.private_key.includes(Buffer.from('2a8648ce3d030107', 'hex'))).toBe(false);
  });

  it('Signing keys cannot be read with another SECRET_KEY, which is reported and changes nothing', async () => {
    const one = instance();
    await one.rings.get();
    const other = instance('another-secret-0123456789abcdefghijklmnop');
    await expect(other.rotation.start()).rejects.toThrow(SigningKeysUnreadable);
    await expect(other.rings.get()).rejects.toThrow(/SECRET_KEY: cannot open the signing keys/);
    expect(await states(one)).toEqual(['active']);
  });

  it('Signing keys can be replaced by an operator who has lost the SECRET_KEY', async () => {
    const one = instance();
    const token = await tokenOf(one);
    const other = instance('another-secret-0123456789abcdefghijklmnop');
    expect((await other.keys.rotate({ now: true })).created).toBe(true);
    expect(await isAccepted(other, token)).toBe(false);
    expect(await isAccepted(other, await tokenOf(other))).toBe(true);
  });

  it('Signing keys cannot be rotated with overlap under another SECRET_KEY, which leaves all unchanged', async () => {
    const one = instance();
    await one.rings.get();
    const other = instance('another-secret-0123456789abcdefghijklmnop');
    await expect(other.keys.rotate()).rejects.toThrow(SigningKeysUnreadable);
    expect(await states(one)).toEqual(['active']);
  });

  it('Signing keys that were replaced under another SECRET_KEY are obeyed by a running server, though it can sign no more', async () => {
    const one = instance();
    const token = await tokenOf(one);
    const other = instance('another-secret-0123456789abcdefghijklmnop');
    await other.keys.rotate({ now: true });
    await one.rings.refresh();
    expect(await isAccepted(one, token)).toBe(false);
    expect(await isAccepted(one, await tokenOf(other))).toBe(true);
    await expect(tokenOf(one)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  it('Signing keys are rotated with overlap: published before use, accepted until the last token has expired', async () => {
    const one = instance();
    const other = instance();
    const early = await tokenOf(one);
    const { key, created } = await one.keys.rotate();
    expect(created).toBe(true);
    expect(await states(one)).toEqual(['pending', 'active']);
    await other.rings.refresh();
    expect(await other.published.kids()).toEqual([kidOf(early), key.id]);
    expect(kidOf(await tokenOf(other))).toBe(kidOf(early));

    clock.advanceSeconds(PUBLISHED_BEFORE_USE_SECONDS - 1);
    const last = await tokenOf(other);
    expect(kidOf(last)).toBe(kidOf(early));
    clock.advanceSeconds(1);
    expect(kidOf(await tokenOf(one))).toBe(key.id);
    expect(kidOf(await tokenOf(other))).toBe(key.id);

    clock.advanceSeconds(3598);
    expect(await isAccepted(one, last)).toBe(true);
    expect(await one.published.kids()).toContain(kidOf(early));
    clock.advanceSeconds(700);
    expect(await one.published.kids()).toEqual([key.id]);
    expect(await states(one)).toEqual(['active', 'retired']);
  });

  it('Signing keys are kept for the longest token that was ever signed with them, whatever is configured now', async () => {
    const one = instance();
    const longLived = await tokenOf(one, 10 * DAY_SECONDS);
    const restarted = instance();
    await tokenOf(restarted, 60);
    await restarted.keys.rotate();
    clock.advanceSeconds(10 * DAY_SECONDS - 1);
    await restarted.rings.refresh();
    expect(await isAccepted(restarted, longLived)).toBe(true);
  });

  it('Signing keys that are the first sign at once, whichever instance makes them', async () => {
    const one = instance();
    const { key } = await one.keys.rotate({ now: true });
    expect(key.state).toBe('active');
    expect(kidOf(await tokenOf(one))).toBe(key.id);
  });

  it('Signing keys that several instances rotate at once become one new key', async () => {
    const instances = Array.from({ length: 4 }, () => instance());
    await Promise.all(instances.map(({ rings }) => rings.get()));
    const rotations = await Promise.all(instances.map(({ keys }) => keys.rotate()));
    expect(rotations.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(rotations.map(({ key }) => key.id)).size).toBe(1);
    expect(await states(instances[0]!)).toEqual(['pending', 'active']);
  });

  it('Signing keys that several instances replace in an emergency become one new key', async () => {
    const instances = Array.from({ length: 4 }, () => instance());
    await Promise.all(instances.map(({ rings }) => rings.get()));
    const rotations = await Promise.all(instances.map(({ keys }) => keys.rotate({ now: true })));
    expect(rotations.filter(({ created }) => created)).toHaveLength(1);
    expect(await states(instances[0]!)).toEqual(['active', 'revoked']);
  });

  it('Signing keys replaced in an emergency are no longer accepted, published or kept; a pending one neither', async () => {
    const [one, other] = [instance(), instance()];
    const token = await tokenOf(one);
    expect(await isAccepted(other, token)).toBe(true);
    const pending = (await one.keys.rotate()).key.id;
    const { key, revoked } = await one.keys.rotate({ now: true });
    expect([...revoked].sort()).toEqual([kidOf(token), pending].sort());
    expect(await isAccepted(one, token)).toBe(false);
    await other.rings.refresh();
    expect(await isAccepted(other, token)).toBe(false);
    expect(await other.published.kids()).toEqual([key.id]);
    expect(kidOf(await tokenOf(other))).toBe(key.id);
    const kept = await rows(
      db.database.pool,
      'SELECT id FROM signing_keys WHERE private_key IS NOT NULL',
    );
    expect(kept).toEqual([{ id: key.id }]);
  });

  it('Signing keys replaced in an emergency twice in a row are replaced twice', async () => {
    const one = instance();
    await one.rings.get();
    const first = await one.keys.rotate({ now: true });
    const second = await one.keys.rotate({ now: true });
    expect(second).toMatchObject({ created: true, revoked: [first.key.id] });
  });

  it('Signing keys made by another instance are found when their first token is shown', async () => {
    const [one, other] = [instance(), instance()];
    await other.rings.get();
    await one.keys.rotate({ now: true });
    expect(await isAccepted(other, await tokenOf(one))).toBe(true);
  });

  it('Signing keys that are unknown cost one query a second, however often they are shown', async () => {
    const one = instance();
    const token = await tokenOf(one);
    await rows(db.database.pool, 'DELETE FROM signing_keys');
    const other = instance();
    await other.rings.get();
    const query = jest.spyOn(db.database.pool, 'query');
    for (let round = 0; round < 50; round += 1) expect(await isAccepted(other, token)).toBe(false);
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('Signing keys are rotated by age, with overlap, once', async () => {
    const [one, other] = [instance(), instance()];
    const token = await tokenOf(one);
    clock.advanceSeconds(90 * DAY_SECONDS - 1);
    await one.rotation.runOnce();
    expect(await states(one)).toEqual(['active']);
    clock.advanceSeconds(1);
    await Promise.all([one.rotation.runOnce(), other.rotation.runOnce(), one.keys.rotate()]);
    expect(await states(one)).toEqual(['pending', 'active']);
    expect(kidOf(await tokenOf(other))).toBe(kidOf(token));
    clock.advanceSeconds(PUBLISHED_BEFORE_USE_SECONDS);
    await one.rotation.runOnce();
    expect(await states(one)).toEqual(['active', 'retiring']);
  });

  it('Signing keys lose their private part with the first rotation after their last signature', async () => {
    const one = instance();
    await one.rings.get();
    for (let round = 0; round < 2; round += 1) {
      await one.keys.rotate();
      clock.advanceSeconds(PUBLISHED_BEFORE_USE_SECONDS + 700);
    }
    const kept = await rows<{ count: number }>(
      db.database.pool,
      'SELECT count(private_key)::int AS count FROM signing_keys',
    );
    expect(await states(one)).toHaveLength(3);
    expect(kept).toEqual([{ count: 2 }]);
  });

  it('Signing keys that change are announced to the other instances and recorded', async () => {
    const one = instance();
    const before = kidOf(await tokenOf(one));
    const { key } = await one.keys.rotate();
    await one.keys.rotate();
    expect(one.changes).toEqual([{ kind: 'keys_changed', data: { kids: [before, key.id] } }]);
    expect(one.events).toEqual([
      expect.objectContaining({
        type: 'signing_keys.rotated',
        actor: { kind: 'operator' },
        target: { kind: 'signing_key', id: key.id },
      }),
    ]);
    await one.keys.rotate({ now: true });
    expect(one.events[1]).toMatchObject({
      type: 'signing_keys.replaced',
      details: { revoked: expect.arrayContaining([before, key.id]) as string[] },
    });
  });

  it('Signing keys stay in use while the database is unavailable', async () => {
    const one = instance();
    const token = await tokenOf(one);
    const query = jest.spyOn(db.database.pool, 'query');
    query.mockRejectedValue(new Error('gone'));
    await expect(one.rings.refresh()).rejects.toThrow();
    expect(await isAccepted(one, token)).toBe(true);
    expect(await one.published.kids()).toEqual([kidOf(token)]);
    await tokenOf(one);
  });
});
