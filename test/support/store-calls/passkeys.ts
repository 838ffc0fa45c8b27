import { newId } from '#libs/kernel';
import { PasskeysStore } from '../../../apps/api/src/factors/passkeys/passkeys.store.js';
import { WebauthnChallengesStore } from '../../../apps/api/src/factors/passkeys/webauthn-challenges.store.js';
import { hashOf, idOf } from '../filled-schema.js';
import { ago, callsOf } from './store-call.js';

const user = idOf('user', 4321);
const factorId = idOf('passkey', 4321);
const credentialId = hashOf('credential', 4321);
const now = new Date();

export const passkeyCalls = [
  ...callsOf(new PasskeysStore(), {
    insert: (store, tx) =>
      store.insert(
        tx,
        {
          factorId: newId(),
          userId: user,
          name: 'Passkey',
          createdAt: now,
          madeIn: null,
          madeFrom: null,
          credentialId: Buffer.alloc(16),
          publicKey: Buffer.alloc(77),
          signCount: 0,
          transports: ['internal'],
          aaguid: newId(),
          isBackupEligible: true,
          isBackedUp: true,
        },
        10,
      ),
    find: (store, tx) => store.find(tx, user, credentialId),
    findOwner: (store, tx) => store.findOwner(tx, credentialId),
    isOf: (store, tx) => store.isOf(tx, user, factorId),
    findShown: (store, tx) => store.findShown(tx, factorId),
    listDescriptors: (store, tx) => store.listDescriptors(tx, user),
    recordUse: (store, tx) =>
      store.recordUse(tx, { factorId, signCount: 5, isBackedUp: true, now }),
  }),
  ...callsOf(new WebauthnChallengesStore(), {
    insert: (store, tx) => store.insert(tx, { challengeHash: Buffer.alloc(32), expiresAt: now }),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(100), 100),
  }),
];
