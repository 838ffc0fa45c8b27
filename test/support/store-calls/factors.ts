import { newId } from '#libs/kernel';
import { FactorsStore } from '../../../apps/api/src/factors/factors.store.js';
import { RecoveryCodesStore } from '../../../apps/api/src/factors/recovery/recovery-codes.store.js';
import { FactorResetsStore } from '../../../apps/api/src/factors/resets/factor-resets.store.js';
import { TotpStore } from '../../../apps/api/src/factors/totp/totp.store.js';
import { hashOf, idOf } from '../filled-schema.js';
import { ago, callsOf } from './store-call.js';

const userId = idOf('user', 4321);
const sessionId = idOf('session', 7);
const id = idOf('factor', 4321);
const now = new Date();
const shown = { tokenHash: hashOf('reset', 7), now };
const enrolment = { id, userId, sessionId, since: ago(1) };

const aFactor = (factorId: string) =>
  ({
    id: factorId,
    userId,
    type: 'totp',
    name: 'Phone',
    createdAt: now,
    confirmedAt: null,
    madeIn: null,
    madeFrom: null,
  }) as const;

export const factorCalls = [
  ...callsOf(new FactorsStore(), {
    insert: (store, tx) => store.insert(tx, aFactor(newId())),
    listConfirmed: (store, tx) => store.listConfirmed(tx, userId),
    listOwn: (store, tx) => store.listOwn(tx, userId),
    hasSecond: (store, tx) => store.hasSecond(tx, userId),
    hasRecoveryCodes: (store, tx) => store.hasRecoveryCodes(tx, userId),
    count: (store, tx) => store.count(tx, userId, 'totp'),
    countSecond: (store, tx) => store.countSecond(tx, userId),
    rename: (store, tx) => store.rename(tx, { id, userId }, 'Tablet'),
    remove: (store, tx) => store.remove(tx, { id, userId }),
    removeAll: (store, tx) => store.removeAll(tx, userId),
    removeUntil: (store, tx) => store.removeUntil(tx, userId, now),
    removeMade: (store, tx) =>
      store.removeMade(tx, userId, { sessionIds: [sessionId], since: now, countingSince: ago(7) }),
    listMade: (store, tx) => store.listMade(tx, userId, ago(30)),
    removeRecoveryCodes: (store, tx) => store.removeRecoveryCodes(tx, userId),
    removeUnfinished: (store, tx) => store.removeUnfinished(tx, userId, 'totp'),
    endEnrolment: (store, tx) => store.endEnrolment(tx, id),
    deleteUnfinished: (store, tx) => store.deleteUnfinished(tx, ago(1), 100),
  }),
  ...callsOf(new TotpStore(), {
    insert: async (store, tx) => {
      const factorId = newId();
      await new FactorsStore().insert(tx, aFactor(factorId));
      await store.insert(tx, factorId, Buffer.alloc(48));
    },
    listConfirmed: (store, tx) => store.listConfirmed(tx, userId),
    listOfMany: (store, tx) => store.listOfMany(tx, [userId, idOf('user', 77)]),
    findOpen: (store, tx) => store.findOpen(tx, enrolment),
    countWrong: (store, tx) => store.countWrong(tx, id),
    useStep: (store, tx) => store.useStep(tx, { factorId: id, step: 59_000_000, now }),
    confirm: (store, tx) => store.confirm(tx, enrolment, { step: 59_000_000, now }),
  }),
  ...callsOf(new RecoveryCodesStore(), {
    replace: (store, tx) => {
      const set = { factorId: newId(), name: 'Codes', userId, sessionId, ip: '192.0.2.1', now };
      return store.replace(tx, set, [hashOf('new code', 1)]);
    },
    use: (store, tx) => store.use(tx, { userId, hash: hashOf('recovery', 1), now }),
    countLeft: (store, tx) => store.countLeft(tx, id),
  }),
  ...callsOf(new FactorResetsStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        userId,
        tokenHash: hashOf('new reset', 1),
        requestedBy: null,
        requestedIn: null,
        createdAt: now,
        dueAt: now,
      }),
    findDueAt: (store, tx) => store.findDueAt(tx, userId),
    find: (store, tx) => store.find(tx, shown),
    object: (store, tx) => store.object(tx, shown),
    listDue: (store, tx) => store.listDue(tx, now, 100),
    takeDue: (store, tx) => store.takeDue(tx, userId, now),
    isRequesterSame: (store, tx) =>
      store.isRequesterSame(tx, {
        userId,
        requestedBy: idOf('user', 7),
        requestedIn: sessionId,
        createdAt: now,
      }),
    withdraw: (store, tx) =>
      store.withdraw(tx, { userId: idOf('user', 7), sessionIds: [sessionId], since: now }),
    drop: (store, tx) => store.drop(tx, userId),
  }),
];
