import { newId } from '#libs/kernel';
import { AuditReadingStore } from '../../../apps/api/src/audit/audit-reading.store.js';
import type { AuditFilter } from '../../../apps/api/src/audit/audit-record.js';
import { AuditStore } from '../../../apps/api/src/audit/audit.store.js';
import { AuditChainStore } from '../../../apps/api/src/audit/chain/audit-chain.store.js';
import { AuditMarksStore } from '../../../apps/api/src/audit/chain/audit-marks.store.js';
import { idOf } from '../filled-schema.js';
import { ago, callsOf, dayAgo } from './store-call.js';

const user = idOf('user', 4321);
const now = new Date();
const hash = Buffer.alloc(32);
const days = { from: ago(200), to: ago(150) };

const mark = {
  kind: 'retired' as const,
  number: 1,
  hash,
  day: dayAgo(0),
  madeAt: now,
  madeBy: 'system' as const,
  keyId: '',
  mac: hash,
};

/** Every filter and every allowed pair of filters, also with few matching rows or none. */
const FILTERS: Readonly<Record<string, AuditFilter>> = {
  nothing: {},
  'an outcome': { outcome: 'refused' },
  'an outcome that never was': { outcome: 'incident' },
  'a type': { type: 'role.assigned' },
  'a type that never was': { type: 'password.changed' },
  'a type and an outcome': { type: 'login.failed', outcome: 'refused' },
  'a type and an outcome that it never has': { type: 'login.succeeded', outcome: 'refused' },
  days,
  'days and an outcome': { outcome: 'refused', ...days },
  'days and an outcome that never was': { outcome: 'incident', ...days },
  'days and a type': { type: 'login.failed', ...days },
  'days, a type and an outcome': { type: 'login.failed', outcome: 'success', ...days },
  'who did it': { actorId: user },
  'who did it, and an outcome': { actorId: user, outcome: 'incident' },
  'to what': { targetId: user },
  'to what, and a type': { targetId: user, type: 'login.failed' },
  'about whom': { userId: user },
  'about whom, and an outcome': { userId: user, outcome: 'incident' },
  'about whom, and days': { userId: user, ...days },
  'a request': { requestId: 'request77' },
  'a request and an outcome': { requestId: 'request77', outcome: 'incident' },
};
const after = idOf('event', 20_000);

const readings = Object.fromEntries(
  Object.entries(FILTERS).flatMap(([by, filter]) => {
    const read =
      (afterId: string | null) =>
      (store: AuditReadingStore, tx: Parameters<AuditReadingStore['list']>[0]) =>
        store.list(tx, filter, { after: afterId, limit: 51 });
    return [
      [`list: by ${by}`, read(null)],
      [`list: by ${by}, a later page`, read(after)],
    ];
  }),
);

export const trailCalls = [
  ...callsOf(new AuditReadingStore(), readings),
  ...callsOf(new AuditStore(), {
    append: (store, tx) =>
      store.append(tx, {
        id: newId(),
        createdAt: now,
        type: 'login.succeeded',
        outcome: 'success',
        actorKind: 'user',
        actorId: user,
        actorSessionId: null,
        actorTokenId: null,
        targetKind: null,
        targetId: null,
        code: null,
        ip: null,
        userAgent: null,
        requestId: null,
        details: {},
      }),
  }),
  ...callsOf(new AuditChainStore(), {
    isQueueEmpty: (store, tx) => store.isQueueEmpty(tx),
    getBacklog: (store, tx) => store.getBacklog(tx),
    lock: (store, tx) => store.lock(tx),
    findHead: (store, tx) => store.findHead(tx),
    hasSeals: (store, tx) => store.hasSeals(tx),
    listWaiting: (store, tx) => store.listWaiting(tx, 100),
    appendSeals: (store, tx) =>
      store.appendSeals(tx, [
        {
          number: 10_000_000,
          eventId: newId(),
          eventHash: hash,
          sealedAt: now,
          hash,
          keyId: null,
        },
      ]),
    appendAnchor: (store, tx) => store.appendAnchor(tx, { day: dayAgo(-1), number: 1, hash }),
    saveHead: (store, tx) =>
      store.saveHead(tx, { number: 1, hash, day: dayAgo(0), mac: hash, keyId: '' }),
    leaveQueue: (store, tx) => store.leaveQueue(tx, [idOf('event', 7)]),
    listSeals: (store, tx) => store.listSeals(tx, { after: 5000, upTo: 20_000 }, 100),
    listAnchors: (store, tx) => store.listAnchors(tx),
    getNumbers: (store, tx) => store.getNumbers(tx),
    listUnsealed: (store, tx) => store.listUnsealed(tx, 100),
  }),
  ...callsOf(new AuditMarksStore(), {
    list: (store, tx) => store.list(tx),
    append: (store, tx) => store.append(tx, mark),
    lock: (store, tx) => store.lock(tx),
    mayDelete: (store, tx) => store.mayDelete(tx),
    delete: async (store, tx) => {
      // Events can be deleted only after a retirement mark exists.
      await store.append(tx, { ...mark, number: 200 });
      await store.delete(tx, { after: 100, upTo: 200 });
    },
  }),
];
