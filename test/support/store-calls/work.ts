import { newId } from '#libs/kernel';
import { MailRequestsStore } from '../../../apps/api/src/auth/mail-requests.store.js';
import { ChangeLogStore } from '../../../apps/api/src/platform/changes/change-log.store.js';
import { GuardFeedStore } from '../../../apps/api/src/integration/guard-feed/guard-feed.store.js';
import { FailedLoginsStore } from '../../../apps/api/src/protection/login-back-off/failed-logins.store.js';
import { IdempotencyStore } from '../../../apps/api/src/platform/http/idempotency/idempotency.store.js';
import { SigningKeysStore } from '../../../apps/api/src/signing-keys/signing-keys.store.js';
import { MailFoldsStore } from '../../../apps/api/src/mail/mail-folds.store.js';
import { MailBudgetStore } from '../../../apps/api/src/mail/mail-budget.store.js';
import { MailboxStore } from '../../../apps/api/src/mail/mailbox/mailbox.store.js';
import { OutboxCleanupStore } from '../../../apps/api/src/mail/outbox-cleanup.store.js';
import { OutboxStore } from '../../../apps/api/src/mail/outbox.store.js';
import { hashOf, idOf } from '../filled-schema.js';
import { ago, callsOf } from './store-call.js';
import { CleanupTurnsStore } from '../../../libs/cleanup/src/cleanup-turns.store.js';

const user = idOf('user', 4321);
const now = new Date();
const sent = { id: idOf('mail', 7), attempts: 0 };
const waiting = { id: idOf('mail', 19_990), attempts: 0 };
const key = hashOf('guess', 7);
const use = { id: hashOf('key', 7), bodyHash: Buffer.alloc(16), claim: idOf('claim', 7) };

export const workCalls = [
  ...callsOf(new OutboxStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        template: 'verify_email',
        userId: user,
        payload: Buffer.alloc(1),
        messageId: 'new',
        expiresAt: null,
      }),
    cancel: (store, tx) => store.cancel(tx, user, null),
    listOfUser: (store, tx) => store.listOfUser(tx, user, 1000),
    claim: (store, tx) =>
      store.claim(tx, {
        worker: 'w',
        limit: 10,
        leaseMs: 1000,
        templates: ['verify_email'],
        now,
      }),
    renew: (store, tx) => store.renew(tx, 'worker', [waiting], 1000),
    listLate: (store, tx) => store.listLate(tx, 1000),
    release: (store, tx) => store.release(tx, [waiting]),
    finish: (store, tx) => store.finish(tx, waiting, 'sent', null),
    postpone: (store, tx) => store.postpone(tx, waiting, { delayMs: 10, error: 'no', isOwn: true }),
    giveBack: (store, tx) => store.giveBack(tx, sent),
  }),
  ...callsOf(new OutboxCleanupStore(), {
    expire: (store, tx) => store.expire(tx, now, 100),
    giveUp: (store, tx) => store.giveUp(tx, 86_400, 100),
    deleteFinished: (store, tx) => store.deleteFinished(tx, 30, 100),
    numbers: (store, tx) => store.numbers(tx),
  }),
  ...callsOf(new MailBudgetStore(), {
    take: (store, tx) => store.take(tx, { key: hashOf('budget', 7), now, most: 3 }),
    deleteOld: (store, tx) => store.deleteOld(tx, ago(1), 100),
  }),
  ...callsOf(new MailFoldsStore(), {
    add: (store, tx) =>
      store.add(tx, {
        key: hashOf('fold', 7),
        userId: user,
        payload: Buffer.alloc(1),
        template: 'new-device',
        at: now,
        dueAt: now,
      }),
    listOfUser: (store, tx) => store.listOfUser(tx, user, 1000),
    take: (store, tx) => store.take(tx, ago(1)),
  }),
  ...callsOf(new MailboxStore(), {
    insert: (store, tx) => store.insert(tx, { id: newId(), content: Buffer.alloc(1), sentAt: now }),
    keepNewest: (store, tx) => store.keepNewest(tx, 50),
    list: (store, tx) => store.list(tx),
    find: (store, tx) => store.find(tx, idOf('box', 7)),
  }),
  ...callsOf(new MailRequestsStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        kind: 'verify_email',
        emailCanonical: 'a@example.org',
        ip: '192.0.2.1',
        userAgent: null,
        requestId: 'r',
        deviceHash: null,
        nonceHash: null,
        resource: null,
        locale: null,
      }),
    take: (store, tx) => store.take(tx),
    postpone: (store, tx) => store.postpone(tx, idOf('wanted', 7), 10, 5),
  }),
  ...callsOf(new FailedLoginsStore(), {
    count: (store, tx) =>
      store.count(tx, { key, now, forgetBefore: ago(1), freeTries: 3, longestSeconds: 60 }),
    findNextAt: (store, tx) => store.findNextAt(tx, key),
    countPassed: (store, tx) => store.countPassed(tx, { key, now }),
    findFailures: (store, tx) => store.findFailures(tx, key, ago(400)),
    uncount: (store, tx) => store.uncount(tx, { key, number: 3, at: now }),
    delete: (store, tx) => store.delete(tx, [key]),
    purge: (store, tx) => store.purge(tx, ago(30), 100),
  }),
  ...callsOf(new IdempotencyStore(), {
    claim: (store, tx) => store.claim(tx, { ...use, id: Buffer.alloc(16) }),
    find: (store, tx) => store.find(tx, use.id),
    keep: (store, tx) => store.keep(tx, use, Buffer.alloc(1)),
    release: (store, tx) => store.release(tx, use),
    purge: (store, tx) => store.purge(tx, 100),
  }),
  ...callsOf(new ChangeLogStore(), {
    append: (store, tx) =>
      store.append(tx, [{ kind: 'session_ended', sessionId: newId(), userId: user }]),
    markAnnounced: (store, tx) => store.markAnnounced(tx, [idOf('change', 19_990)]),
    claimUnannounced: (store, tx) => store.claimUnannounced(tx, 1, 100),
    isAllAnnounced: (store, tx) => store.isAllAnnounced(tx, 1),
    settleUnannounced: (store, tx) => store.settleUnannounced(tx, 600, 100),
    listAfter: (store, tx) => store.listAfter(tx, { xid: 1, seq: 1 }, 100),
    getEdge: (store, tx) => store.getEdge(tx),
    deleteOlderThan: (store, tx) => store.deleteOlderThan(tx, 30, 100),
    deleteForeign: (store, tx) => store.deleteForeign(tx, 100),
  }),
  ...callsOf(new GuardFeedStore(), {
    listEndedSessions: (store, tx) => store.listEndedSessions(tx, ago(2)),
    listInactiveUsers: (store, tx) => store.listInactiveUsers(tx, ago(2)),
  }),
  ...callsOf(new SigningKeysStore(), {
    lock: (store, tx) => store.lock(tx),
    list: (store, tx) => store.list(tx),
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        publicJwk: { x: 'x', y: 'y' },
        privateKey: null,
        createdAt: now,
        activatesAt: now,
      }),
    revokeAll: (store, tx) => store.revokeAll(tx, now),
    forgetPrivate: (store, tx) => store.forgetPrivate(tx, [idOf('signing', 1)]),
    raiseLongestToken: (store, tx) => store.raiseLongestToken(tx, idOf('signing', 1), 60),
  }),
  ...callsOf(new CleanupTurnsStore(), {
    take: (store, tx) => store.take(tx, 'sessions.purge', newId(), 60),
    release: (store, tx) => store.release(tx, 'sessions.purge', newId()),
  }),
];
