import { rows } from '#libs/database';
import { newId } from '#libs/kernel';
import { describeOnDatabases } from '#libs/testing';
import {
  MailRequestsStore,
  type MailRequest,
} from '../../apps/api/src/auth/mail-requests.store.js';

const store = new MailRequestsStore();

const aRequest = (): MailRequest => ({
  id: newId(),
  kind: 'reset_password',
  emailCanonical: 'anna@example.test',
  ip: '192.0.2.7',
  userAgent: null,
  requestId: 'r-1',
  deviceHash: Buffer.from('a device'),
  nonceHash: null,
  resource: null,
  locale: 'de',
});

describeOnDatabases('the store of requests for mails', (db) => {
  afterEach(() => rows(db.database.pool, 'DELETE FROM account_mail_requests'));

  it('Mail requests are claimed once, the oldest first', async () => {
    const { pool } = db.database;
    const requests = [aRequest(), aRequest(), aRequest()];
    for (const request of requests) await store.insert(pool, request);
    expect(await store.take(pool)).toEqual(requests[0]);
    const two = await Promise.all([store.take(pool), store.take(pool)]);
    const ids = two.map((request) => request?.id).sort();
    expect(ids).toEqual([requests[1]!.id, requests[2]!.id].sort());
    expect(await store.take(pool)).toBeNull();
  });

  it('A mail request that another instance has claimed is left alone, and returns when that one fails', async () => {
    const { database } = db;
    const request = aRequest();
    await store.insert(database.pool, request);
    // The connection of another worker, outside the rule that a request holds one connection.
    const failing = database.transaction(async (tx) => {
      expect(await store.take(tx)).toEqual(request);
      expect(await store.take(database.dataSource.manager)).toBeNull();
      throw new Error('no luck');
    });
    await expect(failing).rejects.toThrow('no luck');
    expect(await store.take(database.pool)).toEqual(request);
  });

  it('A failed mail request is postponed, and given up in the end', async () => {
    const { pool } = db.database;
    const request = aRequest();
    await store.insert(pool, request);
    await store.postpone(pool, request.id, 30, 3);
    expect(await store.take(pool)).toBeNull();
    await store.postpone(pool, request.id, 0, 3);
    expect(await store.take(pool)).toEqual(request);
    await store.insert(pool, request);
    for (const _attempt of [1, 2, 3]) await store.postpone(pool, request.id, 0, 3);
    expect(await store.take(pool)).toBeNull();
  });
});
