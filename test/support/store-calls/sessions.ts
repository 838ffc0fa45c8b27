import { newId } from '#libs/kernel';
import { RefreshesStore } from '../../../apps/api/src/sessions/refreshes.store.js';
import { SessionCountsStore } from '../../../apps/api/src/sessions/session-counts.store.js';
import { SessionAuthenticationStore } from '../../../apps/api/src/sessions/session-authentication.store.js';
import { SessionLineageStore } from '../../../apps/api/src/sessions/session-lineage.store.js';
import { SessionCleanupStore } from '../../../apps/api/src/sessions/session-cleanup.store.js';
import { SessionsStore } from '../../../apps/api/src/sessions/sessions.store.js';
import { StatisticsStore } from '../../../apps/api/src/audit/statistics/statistics.store.js';
import { hashOf, idOf } from '../filled-schema.js';
import { aRotation, aSession } from '../sample-session.js';
import { ago, callsOf, dayAgo } from './store-call.js';

const user = idOf('user', 4321);
const session = idOf('session', 4321);
const now = new Date();
const period = { from: dayAgo(29), to: dayAgo(0) };

export const sessionCalls = [
  ...callsOf(new SessionsStore(), {
    lockActiveUser: (store, tx) => store.lockActiveUser(tx, user),
    insert: (store, tx) => store.insert(tx, aSession(user, now)),
    findState: (store, tx) => store.findState(tx, session),
    succeed: (store, tx) =>
      store.succeed(tx, {
        ...aRotation(session, now),
        deviceGeneration: 0,
        successorId: newId(),
        secret: Buffer.alloc(32),
      }),
    end: (store, tx) => store.end(tx, session, 'signed_out', now),
    endOwn: (store, tx) =>
      store.endOwn(tx, { id: session, userId: user, reason: 'signed_out', now }),
    endAllOfUser: (store, tx) =>
      store.endAllOfUser(tx, user, 'ended_by_user', now, { exceptId: session }),
    endOldest: (store, tx) => store.endOldest(tx, user, { keep: 1, lastId: session, now }),
    listUsersWithSessions: (store, tx) => store.listUsersWithSessions(tx, user, 50),
    'listUsersWithSessions: the first': (store, tx) => store.listUsersWithSessions(tx, null, 50),
    list: (store, tx) => store.list(tx, user, now, { beforeId: null, limit: 51 }),
    listKept: (store, tx) => store.listKept(tx, user, 1000),
  }),
  ...callsOf(new SessionAuthenticationStore(), {
    find: (store, tx) => store.find(tx, { id: session, userId: user, now }),
    renew: (store, tx) =>
      store.renew(tx, { id: session, userId: user, from: ['pwd'], amr: ['pwd'], now }),
  }),
  ...callsOf(new SessionLineageStore(), {
    listOfUser: (store, tx) => store.listOfUser(tx, user),
    holdOpen: (store, tx) => store.holdOpen(tx, session, user),
    holdOrigin: (store, tx) => store.holdOrigin(tx, session, user, now),
    findDeviceId: (store, tx) => store.findDeviceId(tx, session),
  }),
  ...callsOf(new RefreshesStore(), {
    findForRefresh: (store, tx) =>
      store.findForRefresh(tx, { id: session, now, graceSeconds: 10, deviceHash: null }),
    'findForRefresh: by a device': (store, tx) =>
      store.findForRefresh(tx, {
        id: session,
        now,
        graceSeconds: 10,
        deviceHash: hashOf('device', 7),
      }),
    rotate: (store, tx) => store.rotate(tx, aRotation(session, now)),
    extend: (store, tx) =>
      store.extend(tx, { id: session, now, expiresAt: ago(-90), coarseSeconds: 3600 }),
    noteDevice: (store, tx) => store.noteDevice(tx, session, 0),
  }),
  ...callsOf(new SessionCleanupStore(), {
    touch: (store, tx) => store.touch(tx, new Map([[session, now]]), 60),
    deleteEnded: (store, tx) => store.deleteEnded(tx, ago(3), 100),
    postpone: (store, tx) => store.postpone(tx, ago(-5), 100),
    endExpired: (store, tx) => store.endExpired(tx, ago(-5), 100),
  }),
  ...callsOf(new SessionCountsStore(), {
    countLive: (store, tx) => store.countLive(tx, now),
    'countLive: some of them not swept': (store, tx) => store.countLive(tx, ago(-0.1)),
    fold: (store, tx) => store.fold(tx, 100),
  }),
  ...callsOf(new StatisticsStore(), {
    add: (store, tx) =>
      store.add(tx, [
        { measure: 'sign_ins', day: dayAgo(0), label: 'l1', outcome: 'success', count: 1 },
      ]),
    addActivity: (store, tx) =>
      store.addActivity(tx, [{ day: dayAgo(0), sessionId: newId(), userId: newId() }]),
    foldNewAccounts: (store, tx) => store.foldNewAccounts(tx, 100),
    listTotals: (store, tx) => store.listTotals(tx, period),
    list: (store, tx) => store.list(tx, 'token_uses', period),
    listLabels: (store, tx) => store.listLabels(tx, 'sign_ins_by_country', period),
    forgetActiveSessions: (store, tx) => store.forgetActiveSessions(tx, dayAgo(1), 100),
    forgetActiveUsers: (store, tx) => store.forgetActiveUsers(tx, dayAgo(1), 100),
    forgetCounts: (store, tx) => store.forgetCounts(tx, dayAgo(399), 100),
  }),
];
