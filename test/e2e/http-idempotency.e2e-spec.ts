import { Body, Controller, Global, HttpCode, Module, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  Idempotent,
  Keep,
  Public,
  RateClass,
  Refuses,
  SignedIn,
  type KeepAnswer,
  type Principal,
} from '#libs/access';
import { Database, rows } from '#libs/database';
import { AppError, newId, sha256 } from '#libs/kernel';
import { eventually, openDatabase, type OpenDatabase } from '#libs/testing';
import { CleanupModule, Cleanups } from '#libs/cleanup';
import { IdempotencyModule } from '../../apps/api/src/platform/http/index.js';
import { IdempotencyStore } from '../../apps/api/src/platform/http/idempotency/idempotency.store.js';
import { startHttp, type HttpFixture } from './support/http-fixture.js';

class Named {
  @IsString()
  name!: string;
}

@Controller('api/things')
class ThingsController {
  constructor(private readonly database: Database) {}

  made: string[] = [];
  failure: Error | null = null;
  failureAfter: Error | null = null;
  gate: Promise<void> = Promise.resolve();

  private async make(name: string) {
    await this.gate;
    if (this.failure) throw this.failure;
    const id = newId();
    this.made.push(id);
    return { success: true, id, name, token: `gh_secret_${id}` };
  }

  @Post()
  @Public()
  @RateClass('write')
  @Refuses('CONFLICT')
  @Idempotent({ secret: true })
  create(@Body() body: Named) {
    return this.make(body.name);
  }

  /** Writes its answer in the transaction of its act. */
  @Post('whole')
  @Public()
  @RateClass('write')
  @Refuses('CONFLICT')
  @Idempotent()
  async whole(@Body() body: Named, @Keep() keep: KeepAnswer) {
    const made = await this.database.transaction(async (tx) => {
      const thing = await this.make(body.name);
      await keep(tx, thing);
      return thing;
    });
    if (this.failureAfter) throw this.failureAfter;
    return made;
  }

  @Post('other')
  @Public()
  @RateClass('write')
  @Refuses()
  @Idempotent()
  other(@Body() body: Named) {
    return this.make(body.name);
  }

  @Post('own')
  @HttpCode(200)
  @SignedIn()
  @RateClass('write')
  @Refuses()
  @Idempotent()
  own(@Body() body: Named) {
    return this.make(body.name);
  }

  @Post('plain')
  @Public()
  @RateClass('write')
  @Refuses()
  plain(@Body() body: Named) {
    return this.make(body.name);
  }
}

const ACCOUNT = {
  email: 'ann@example.test',
  firstName: null,
  lastName: null,
  locale: null,
  isEmailVerified: true,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  lastLogin: null,
};

class AccessTokens {
  /** The token contains the ids of a user and a session. */
  async authenticate(token: string): Promise<Principal> {
    const [userId = '', sessionId = userId] = token.split('.');
    return {
      userId,
      sessionId,
      tokenId: newId(),
      authTime: 0,
      amr: [],
      acr: 'aal1',
      expiresAt: 0,
      account: ACCOUNT,
    };
  }
}

describe('Idempotency-Key', () => {
  let open: OpenDatabase;
  let http: HttpFixture;
  let things: ThingsController;
  let key: string;

  beforeAll(async () => {
    open = await openDatabase();

    @Global()
    @Module({
      providers: [{ provide: Database, useValue: open.database }],
      exports: [Database],
      controllers: [ThingsController],
    })
    class FixtureModule {}

    http = await startHttp({
      module: { imports: [FixtureModule, CleanupModule, IdempotencyModule] },
      access: { sessions: new AccessTokens() },
      env: { SECRET_KEY: 'x'.repeat(40) },
    });
    things = http.nest.get(ThingsController);
  });
  afterAll(async () => {
    await http.close();
    await open.close();
  });
  beforeEach(async () => {
    key = newId();
    things.made = [];
    things.failure = null;
    things.failureAfter = null;
    things.gate = Promise.resolve();
    await rows(open.database.pool, 'DELETE FROM idempotency_keys');
  });

  const post = (body: object = { name: 'a' }, path = '/api/things', token?: string) =>
    http.post(path, body, { headers: { 'idempotency-key': key }, ...(token && { token }) });

  const running = async () => {
    const sql = 'SELECT count(*)::int AS count FROM idempotency_keys WHERE answer IS NULL';
    return (await rows<{ count: number }>(open.database.pool, sql))[0]!.count;
  };

  it('An Idempotency-Key has the act done once and repeats the same answer', async () => {
    const first = await post();
    const second = await post();
    expect(first).toMatchObject({ status: 201, body: { success: true } });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(things.made).toHaveLength(1);
  });

  it('An Idempotency-Key identifies the same request whatever the order of its fields and with a trailing slash', async () => {
    const first = await post({ name: 'a', more: { x: 1, y: 2 } });
    const second = await post({ more: { y: 2, x: 1 }, name: 'a' }, '/api/things/');
    expect(second.body).toEqual(first.body);
  });

  it('An Idempotency-Key is refused with another body', async () => {
    await post();
    expect(await post({ name: 'b' })).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(things.made).toHaveLength(1);
  });

  it('An Idempotency-Key belongs to one route and to one caller', async () => {
    await post();
    await post({ name: 'a' }, '/api/things/other');
    const [anna, ben] = [newId(), newId()];
    await post({ name: 'a' }, '/api/things/own', anna);
    await post({ name: 'a' }, '/api/things/own', ben);
    await post({ name: 'a' }, '/api/things/own', ben);
    expect(things.made).toHaveLength(4);
  });

  it('An Idempotency-Key belongs to one session, and not to another session of the same user', async () => {
    const [user, older, newer] = [newId(), newId(), newId()];
    const first = await post({ name: 'a' }, '/api/things/own', `${user}.${newer}`);
    const other = await post({ name: 'a' }, '/api/things/own', `${user}.${older}`);
    const again = await post({ name: 'a' }, '/api/things/own', `${user}.${newer}`);
    expect(other.headers['idempotency-replayed']).toBeUndefined();
    expect(other.body).not.toEqual(first.body);
    expect(again.body).toEqual(first.body);
  });

  it('An Idempotency-Key changes nothing where it is not declared', async () => {
    await post({ name: 'a' }, '/api/things/plain');
    await post({ name: 'a' }, '/api/things/plain');
    expect(things.made).toHaveLength(2);
  });

  it.each(['', 'a b', 'x'.repeat(256), 'é'])('An Idempotency-Key is refused as %j', async (bad) => {
    const answer = await http.post(
      '/api/things',
      { name: 'a' },
      { headers: { 'idempotency-key': bad } },
    );
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } });
    expect(things.made).toHaveLength(0);
  });

  it('An Idempotency-Key lets one of many concurrent requests act; the others get its answer', async () => {
    let release = () => {};
    things.gate = new Promise((resolve) => (release = resolve));
    const all = Array.from({ length: 20 }, () => post());
    await eventually(async () => (await http.get('/metrics')).text.includes('in_flight 21'));
    release();
    const answers = await Promise.all(all);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(things.made).toHaveLength(1);
  });

  it('An Idempotency-Key answers that the first request is still running when that takes long', async () => {
    let release = () => {};
    things.gate = new Promise((resolve) => (release = resolve));
    const first = post();
    await eventually(async () => (await running()) > 0);
    const second = await post();
    expect(second).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_IN_PROGRESS' } });
    expect(second.headers['retry-after']).toBe('1');
    release();
    expect((await first).status).toBe(201);
  });

  it.each([
    ['a refusal', new AppError('CONFLICT'), 409],
    ['a fault', new Error('boom'), 500],
  ])('An Idempotency-Key is free again after %s', async (_what, failure, status) => {
    things.failure = failure;
    expect((await post()).status).toBe(status);
    things.failure = null;
    expect((await post({ name: 'corrected' })).status).toBe(201);
  });

  it('An Idempotency-Key is free again after an invalid body', async () => {
    expect((await post({ name: 1 })).status).toBe(400);
    expect((await post()).status).toBe(201);
  });

  it('An Idempotency-Key is free again when its process was gone for long enough', async () => {
    things.gate = new Promise(() => {});
    void post().catch(() => undefined);
    await eventually(async () => (await running()) > 0);
    await rows(
      open.database.pool,
      "UPDATE idempotency_keys SET claimed_until = now() - interval '1 s'",
    );
    things.gate = Promise.resolve();
    expect((await post()).status).toBe(201);
    expect(things.made).toHaveLength(1);
  });

  it('An Idempotency-Key is answered again when the commit was not acknowledged, where act and answer are one transaction', async () => {
    things.failureAfter = new Error('the process ends here');
    expect((await post({ name: 'a' }, '/api/things/whole')).status).toBe(500);
    things.failureAfter = null;
    const again = await post({ name: 'a' }, '/api/things/whole');
    expect(again).toMatchObject({ status: 201, body: { id: things.made[0] } });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(things.made).toHaveLength(1);
  });

  it('An Idempotency-Key that another request has taken over rolls the act back, where act and answer are one transaction', async () => {
    let release = () => {};
    things.gate = new Promise((resolve) => (release = resolve));
    const late = post({ name: 'a' }, '/api/things/whole');
    await eventually(async () => (await running()) > 0);
    await rows(open.database.pool, 'UPDATE idempotency_keys SET claim = $1', [newId()]);
    release();
    expect(await late).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_IN_PROGRESS' } });
  });

  const away = () => new Error('Connection terminated unexpectedly');

  it('An Idempotency-Key is free again soon when the database was away as its act failed', async () => {
    const release = jest.spyOn(http.nest.get(IdempotencyStore), 'release');
    release.mockRejectedValueOnce(away()).mockRejectedValueOnce(away());
    things.failure = new AppError('CONFLICT');
    expect((await post()).status).toBe(409);
    expect(await running()).toBe(1);
    await eventually(async () => (await running()) === 0);
    things.failure = null;
    expect((await post()).status).toBe(201);
  });

  it('An Idempotency-Key is free again soon when its claim was not acknowledged', async () => {
    const store = http.nest.get(IdempotencyStore);
    const claim = store.claim.bind(store);
    jest.spyOn(store, 'claim').mockImplementationOnce(async (tx, use) => {
      await claim(tx, use);
      throw away();
    });
    expect((await post()).status).toBe(503);
    await eventually(async () => (await running()) === 0);
    expect(things.made).toHaveLength(0);
    expect((await post()).status).toBe(201);
  });

  it('An Idempotency-Key is answered again although the database was away after its act, however long', async () => {
    const keep = jest.spyOn(http.nest.get(IdempotencyStore), 'keep').mockRejectedValue(away());
    const first = await post();
    expect(first.status).toBe(201);
    await rows(
      open.database.pool,
      "UPDATE idempotency_keys SET claimed_until = now() - interval '1 s'",
    );
    expect((await post()).status).toBe(503);
    keep.mockRestore();
    const again = await post();
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(things.made).toHaveLength(1);
  });

  it('An Idempotency-Key leaves nothing by which a password in the body could be guessed', async () => {
    const password = 'a long enough password';
    await post({ name: 'a', password });
    const [kept] = await rows<{ id: Buffer; body_hash: Buffer }>(
      open.database.pool,
      'SELECT id, body_hash FROM idempotency_keys',
    );
    const content = JSON.stringify([
      [],
      [
        ['name', 'a'],
        ['password', password],
      ],
    ]);
    expect(kept!.body_hash).toHaveLength(32);
    expect(kept!.body_hash.equals(sha256(content))).toBe(false);
    const place = JSON.stringify(['address', '127.0.0.1', 'POST', '/api/things', key]);
    expect(kept!.id.equals(sha256(place))).toBe(false);
  });

  it('An Idempotency-Key is kept with its answer for 24 hours, both unreadable', async () => {
    const { body } = await post();
    const [kept] = await rows<{ id: Buffer; answer: Buffer; hours: number }>(
      open.database.pool,
      'SELECT id, answer, extract(epoch FROM expires_at - created_at)::int / 3600 AS hours FROM idempotency_keys',
    );
    expect(kept?.hours).toBe(24);
    for (const text of [kept!.id.toString('latin1'), kept!.answer.toString('latin1')]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain(String(body['token']));
      expect(text).not.toContain('success');
    }
  });

  it('An Idempotency-Key is deleted after 24 hours', async () => {
    await post();
    await rows(
      open.database.pool,
      "UPDATE idempotency_keys SET expires_at = now() - interval '1 s'",
    );
    await post({ name: 'another' });
    expect(things.made).toHaveLength(2);
    await rows(
      open.database.pool,
      "UPDATE idempotency_keys SET expires_at = now() - interval '1 s'",
    );
    await http.nest.get(Cleanups, { strict: false }).run('idempotency_keys.purge');
    expect(await rows(open.database.pool, 'SELECT 1 FROM idempotency_keys')).toEqual([]);
  });
});
