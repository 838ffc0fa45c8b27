import { newId } from '#libs/kernel';
import { DevicesStore } from '../../../apps/api/src/sessions/devices/devices.store.js';
import { IdentitiesStore } from '../../../apps/api/src/users/identities/identities.store.js';
import { MergeRecordsStore } from '../../../apps/api/src/oauth/merging/merge-records.store.js';
import { MergingStore } from '../../../apps/api/src/oauth/merging/merging.store.js';
import { UsedStatesStore } from '../../../apps/api/src/oauth/flow/used-states.store.js';
import { BrowserSessionsStore } from '../../../apps/api/src/browser-sessions/browser-sessions.store.js';
import { SessionCodesStore } from '../../../apps/api/src/oauth/session-codes/session-codes.store.js';
import { CodesStore } from '../../../apps/api/src/oauth/sign-in/codes.store.js';
import { FreshProofsStore } from '../../../apps/api/src/users/proofs/fresh-proofs.store.js';
import { AddressJoiningStore } from '../../../apps/api/src/oauth/sign-in/address-joining.store.js';
import { SignInLinksStore } from '../../../apps/api/src/protection/risk/sign-in-links.store.js';
import { UserDirectoryStore } from '../../../apps/api/src/account-admin/user-directory.store.js';
import { OneTimeTokensStore } from '../../../apps/api/src/users/one-time-tokens.store.js';
import { PendingRegistrationsStore } from '../../../apps/api/src/users/pending-registrations.store.js';
import { UsersStore } from '../../../apps/api/src/users/users.store.js';
import { AddressChangesStore } from '../../../apps/api/src/users/address-changes.store.js';
import { EmailSignInsStore } from '../../../apps/api/src/auth/email-sign-in/email-sign-ins.store.js';
import { SignInChallengesStore } from '../../../apps/api/src/auth/second-factor/sign-in-challenges.store.js';
import { hashOf, idOf } from '../filled-schema.js';
import { ago, callsOf } from './store-call.js';

const user = idOf('user', 4321);
const signIn = idOf('sign-in', 4321);
const email = 'user4321@example.org';
const now = new Date();
const page = { after: null, limit: 51 };
const later = { after: idOf('user', 77), limit: 51 };
const anyone = { emailPrefix: null, isActive: null, isEmailVerified: null };

const shownProof = {
  secretHash: hashOf('proof', 7),
  sessionId: idOf('session', 7),
  purpose: 'merge',
  userId: null,
  now,
} as const;

const shownCode = { codeHash: hashOf('code', 7), codeChallenge: null, now };

const aSessionCode = {
  codeHash: hashOf('session-code', 4321),
  codeChallenge: 'c',
  now,
  clientHash: Buffer.alloc(32),
};

export const accountCalls = [
  ...callsOf(new UsersStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        email: 'new@example.org',
        emailCanonical: 'new@example.org',
        password: null,
        now,
      }),
    findById: (store, tx) => store.findById(tx, user),
    findByCanonicalEmail: (store, tx) => store.findByCanonicalEmail(tx, email),
    noteFactorAsked: (store, tx) => store.noteFactorAsked(tx, user, now),
    findForSignIn: (store, tx) => store.findForSignIn(tx, email, now),
    findWithPasswordById: (store, tx) => store.findWithPasswordById(tx, user),
    lock: (store, tx) => store.lock(tx, user),
    findVouchedBy: (store, tx) => store.findVouchedBy(tx, user),
    markProven: (store, tx) => store.markProven(tx, user),
    markVerified: (store, tx) => store.markVerified(tx, user, { vouchedBy: null, now }),
    changeAddress: (store, tx) =>
      store.changeAddress(tx, user, {
        email: 'free@example.org',
        emailCanonical: 'free@example.org',
        now,
      }),
    setPassword: (store, tx) =>
      store.setPassword(tx, user, { password: 'hash', madeIn: null, now }),
    renewPasswordHash: (store, tx) => store.renewPasswordHash(tx, user, 'hash', 'other'),
    recordLogin: (store, tx) => store.recordLogin(tx, user, { password: 'hash', now }),
    updateProfile: (store, tx) => store.updateProfile(tx, user, { firstName: 'Ann' }, now),
    setActive: (store, tx) => store.setActive(tx, user, false, now),
    lockExclusively: (store, tx) => store.lockExclusively(tx, user),
    erase: (store, tx) => store.erase(tx, user),
  }),
  ...callsOf(new UserDirectoryStore(), {
    list: (store, tx) => store.list(tx, anyone, page),
    'list: a later page': (store, tx) => store.list(tx, anyone, later),
    'list: inactive': (store, tx) => store.list(tx, { ...anyone, isActive: false }, page),
    'list: active': (store, tx) => store.list(tx, { ...anyone, isActive: true }, later),
    'list: unverified': (store, tx) => store.list(tx, { ...anyone, isEmailVerified: false }, later),
    'list: inactive and verified': (store, tx) =>
      store.list(tx, { ...anyone, isActive: false, isEmailVerified: true }, page),
    'list: active and unverified': (store, tx) =>
      store.list(tx, { ...anyone, isActive: true, isEmailVerified: false }, page),
    'list: an address': (store, tx) => store.list(tx, { ...anyone, emailPrefix: 'user77' }, page),
    'list: a common beginning': (store, tx) =>
      store.list(tx, { ...anyone, emailPrefix: 'user' }, later),
    'list: no such address': (store, tx) => store.list(tx, { ...anyone, emailPrefix: 'z' }, page),
    'list: a common beginning, unverified': (store, tx) =>
      store.list(tx, { ...anyone, emailPrefix: 'user', isEmailVerified: false }, page),
  }),
  ...callsOf(new PendingRegistrationsStore(), {
    insert: (store, tx) =>
      store.insert(
        tx,
        {
          id: newId(),
          userId: user,
          emailCanonical: email,
          password: 'hash',
          firstName: null,
          lastName: null,
          locale: null,
          deviceHash: null,
          createdAt: now,
          expiresAt: now,
        },
        5,
      ),
    list: (store, tx) => store.list(tx, user, ago(400)),
    setLink: (store, tx) => store.setLink(tx, idOf('waiting', 4321), hashOf('new', 1), now),
    takeLinkOfAccount: (store, tx) => store.takeLinkOfAccount(tx, idOf('waiting', 4321)),
    find: (store, tx) => store.find(tx, { tokenHash: hashOf('waiting', 4321), now: ago(400) }),
    consume: (store, tx) =>
      store.consume(tx, { tokenHash: hashOf('waiting', 4321), now: ago(400) }),
    deleteOf: (store, tx) => store.deleteOf(tx, user),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(360), 100),
  }),
  ...callsOf(new AddressChangesStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        userId: user,
        sessionId: idOf('session', 4321),
        deviceHash: null,
        oldEmail: email,
        oldEmailCanonical: email,
        newEmail: 'new@example.org',
        newEmailCanonical: 'new@example.org',
        createdAt: now,
        expiresAt: now,
      }),
    setToken: (store, tx) => store.setToken(tx, idOf('change', 4321), Buffer.alloc(16)),
    countSince: (store, tx) => store.countSince(tx, user, ago(400)),
    endWaiting: (store, tx) => store.endWaiting(tx, user, now),
    findWaiting: (store, tx) => store.findWaiting(tx, user, ago(400)),
    findByToken: (store, tx) => store.findByToken(tx, hashOf('confirm', 4321), ago(400)),
    confirm: (store, tx) =>
      store.confirm(tx, {
        tokenHash: hashOf('confirm', 4321),
        undoHash: Buffer.alloc(16),
        now: ago(400),
        undoUntil: now,
      }),
    findByUndo: (store, tx) => store.findByUndo(tx, hashOf('undo', 4321), ago(400)),
    undo: (store, tx) => store.undo(tx, hashOf('undo', 4321), ago(400)),
    deleteSince: (store, tx) => store.deleteSince(tx, user, ago(400)),
    findHolder: (store, tx) => store.findHolder(tx, email, ago(400)),
    listOfUser: (store, tx) => store.listOfUser(tx, user),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(360), 100),
  }),
  ...callsOf(new EmailSignInsStore(), {
    replace: (store, tx) =>
      store.replace(tx, {
        userId: user,
        isKnownDevice: false,
        nonceHash: Buffer.alloc(16),
        codeHash: Buffer.alloc(16),
        tokenHash: Buffer.alloc(16),
        emailCanonical: email,
        resource: null,
        createdAt: now,
        expiresAt: now,
      }),
    countTry: (store, tx) =>
      store.countTry(tx, {
        nonceHashes: [hashOf('nonce', 4321), hashOf('nonce', 4322)],
        emailCanonical: email,
        mostTries: 5,
        now: ago(400),
      }),
    findByToken: (store, tx) => store.findByToken(tx, hashOf('letter', 4321), ago(400)),
    consume: (store, tx) =>
      store.consume(tx, { userId: user, nonceHash: hashOf('nonce', 4321) }, ago(400)),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(360), 100),
  }),
  ...callsOf(new OneTimeTokensStore(), {
    isLiveUntil: (store, tx) =>
      store.isLiveUntil(tx, { userId: user, purpose: 'verify_email', until: now }),
    replace: (store, tx) =>
      store.replace(tx, {
        id: newId(),
        userId: user,
        purpose: 'reset_password',
        tokenHash: Buffer.alloc(16),
        emailCanonical: email,
        expiresAt: now,
        createdAt: now,
      }),
    consume: (store, tx) =>
      store.consume(tx, { purpose: 'verify_email', tokenHash: hashOf('link', 4321), now }),
    find: (store, tx) =>
      store.find(tx, { purpose: 'verify_email', tokenHash: hashOf('link', 4321), now }),
    deleteOf: (store, tx) => store.deleteOf(tx, user, null),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(100), 100),
  }),
  ...callsOf(new IdentitiesStore(), {
    find: (store, tx) =>
      store.find(tx, {
        provider: 'google',
        issuer: 'https://accounts.google.com',
        subject: 'subject7',
      }),
    findById: (store, tx) => store.findById(tx, idOf('identity', 7)),
    listOfUser: (store, tx) => store.listOfUser(tx, user),
    listProviders: (store, tx) => store.listProviders(tx, user),
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        userId: user,
        provider: 'discord',
        issuer: 'discord',
        subject: 'new',
        email: null,
        avatar: null,
        providerTokens: null,
        now,
        origin: 'linked',
        madeIn: null,
        madeFrom: null,
      }),
    touch: (store, tx) =>
      store.touch(
        tx,
        { id: idOf('identity', 7), userId: idOf('user', 7) },
        { email: null, avatar: null, providerTokens: null, now },
      ),
    findTokens: (store, tx) => store.findTokens(tx, idOf('identity', 7)),
    delete: (store, tx) => store.delete(tx, idOf('identity', 7)),
    deleteSome: (store, tx) => store.deleteSome(tx, user, [idOf('identity', 4321)]),
    deleteOfUser: (store, tx) => store.deleteOfUser(tx, user),
  }),
  ...callsOf(new MergingStore(), {
    listRoles: (store, tx) => store.listRoles(tx, user, idOf('user', 8)),
    moveIdentities: (store, tx) =>
      store.moveIdentities(
        tx,
        { ended: { id: user }, kept: { id: idOf('user', 8) } },
        { madeIn: null, madeFrom: null },
      ),
    moveRoles: (store, tx) => store.moveRoles(tx, user, idOf('user', 8)),
    restoreAccount: (store, tx) => store.restoreAccount(tx, idOf('merge', 9)),
    restoreIdentities: (store, tx) => store.restoreIdentities(tx, idOf('merge', 9)),
    restoreRoles: async (store, tx) => {
      await store.restoreAccount(tx, idOf('merge', 9));
      await store.restoreRoles(tx, idOf('merge', 9));
    },
    restoreDevices: (store, tx) => store.restoreDevices(tx, idOf('merge', 9)),
    restoreFactors: (store, tx) => store.restoreFactors(tx, idOf('merge', 9)),
  }),
  ...callsOf(new MergeRecordsStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        keptUserId: idOf('user', 8),
        endedUserId: user,
        mergedIn: newId(),
        mergedAt: now,
      }),
    moveHeld: (store, tx) => store.moveHeld(tx, user, idOf('user', 8)),
    takeBackHeld: (store, tx) => store.takeBackHeld(tx, user),
    listById: (store, tx) => store.listById(tx, user),
    listHeld: (store, tx) => store.listHeld(tx, user, 1000),
    listByEndedEmail: (store, tx) => store.listByEndedEmail(tx, email),
    findForUpdate: (store, tx) => store.findForUpdate(tx, idOf('merge', 9)),
    markUndone: (store, tx) => store.markUndone(tx, idOf('merge', 9), now),
    deleteBefore: (store, tx) => store.deleteBefore(tx, ago(100), 100),
    listRoles: (store, tx) => store.listRoles(tx, idOf('merge', 9)),
  }),
  ...callsOf(new UsedStatesStore(), {
    consume: (store, tx) => store.consume(tx, Buffer.alloc(16), now),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(100), 100),
  }),
  ...callsOf(new FreshProofsStore(), {
    replace: (store, tx) =>
      store.replace(tx, {
        secretHash: Buffer.alloc(16),
        sessionId: idOf('session', 7),
        purpose: 'merge',
        userId: user,
        identityId: null,
        factorId: null,
        createdAt: now,
        expiresAt: now,
      }),
    consume: (store, tx) => store.consume(tx, shownProof),
    'consume: of somebody': (store, tx) => store.consume(tx, { ...shownProof, userId: user }),
    deleteOf: (store, tx) => store.deleteOf(tx, user),
    find: (store, tx) => store.find(tx, shownProof),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(100), 100),
  }),
  ...callsOf(new AddressJoiningStore(), {
    isInUse: (store, tx) => store.isInUse(tx, user),
  }),
  ...callsOf(new BrowserSessionsStore(), {
    listLive: (store, tx) =>
      store.listLive(tx, [hashOf('browser', 4321), hashOf('browser', 7)], now),
    listOfUser: (store, tx) => store.listOfUser(tx, user, 1000),
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        secretHash: Buffer.alloc(16),
        sessionId: idOf('session', 4321),
        userId: user,
        now,
      }),
    rotate: (store, tx) => store.rotate(tx, hashOf('browser', 4321), Buffer.alloc(16), now),
    choose: (store, tx) => store.choose(tx, idOf('browser', 4321), now),
  }),
  ...callsOf(new SessionCodesStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        codeHash: Buffer.alloc(16),
        sessionId: idOf('session', 4321),
        userId: user,
        codeChallenge: 'c',
        resource: null,
        createdAt: now,
        expiresAt: ago(-1),
        most: 20,
      }),
    find: (store, tx) => store.find(tx, aSessionCode),
    consume: (store, tx) => store.consume(tx, aSessionCode, user),
    noteOpened: (store, tx) => store.noteOpened(tx, hashOf('session-code', 4321), newId()),
    findUsed: (store, tx) => store.findUsed(tx, aSessionCode),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(3), 100),
  }),
  ...callsOf(new CodesStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        codeHash: Buffer.alloc(16),
        identityId: idOf('identity', 7),
        userId: idOf('user', 7),
        codeChallenge: null,
        resource: null,
        createdAt: now,
        expiresAt: now,
      }),
    find: (store, tx) => store.find(tx, shownCode),
    consume: (store, tx) => store.consume(tx, shownCode),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(100), 100),
  }),
  ...callsOf(new SignInChallengesStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        id: newId(),
        secretHash: Buffer.alloc(32),
        userId: user,
        passwordDigest: null,
        deviceHash: Buffer.alloc(32),
        identityId: null,
        method: 'password',
        amr: ['pwd'],
        resource: null,
        failures: 0,
        createdAt: now,
        expiresAt: now,
      }),
    deleteSurplus: (store, tx) => store.deleteSurplus(tx, user, 5),
    find: (store, tx) =>
      store.find(tx, {
        secretHash: hashOf('sign-in', 4321),
        deviceHash: hashOf('device', 4321),
        now: ago(400),
      }),
    isOpen: (store, tx) => store.isOpen(tx, signIn, ago(400)),
    consume: (store, tx) => store.consume(tx, signIn, ago(400)),
    countWrong: (store, tx) => store.countWrong(tx, signIn),
    deleteOne: (store, tx) => store.deleteOne(tx, signIn),
    deleteOf: (store, tx) => store.deleteOf(tx, user),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(100), 100),
  }),
  ...callsOf(new SignInLinksStore(), {
    insert: (store, tx) =>
      store.insert(tx, {
        tokenHash: Buffer.alloc(16),
        purpose: 'confirm',
        userId: user,
        deviceId: idOf('device', 7),
        sessionId: null,
        emailCanonical: email,
        createdAt: now,
        expiresAt: now,
      }),
    consume: (store, tx) =>
      store.consume(tx, { purposes: ['confirm'], tokenHash: hashOf('about', 7), now }),
    find: (store, tx) =>
      store.find(tx, { purposes: ['confirm'], tokenHash: hashOf('about', 7), now }),
    adopt: (store, tx) =>
      store.adopt(tx, {
        userId: user,
        deviceId: idOf('device', 4321),
        sessionId: idOf('session', 4321),
        since: ago(1),
      }),
    deleteOf: (store, tx) => store.deleteOf(tx, user, ['confirm']),
    deleteExpired: (store, tx) => store.deleteExpired(tx, ago(100), 100),
  }),
  ...callsOf(new DevicesStore(), {
    findOfUser: (store, tx) => store.findOfUser(tx, user),
    findKnownOf: (store, tx) => store.findKnownOf(tx, user, hashOf('device', 4321)),
    findKnownId: (store, tx) => store.findKnownId(tx, email, hashOf('device', 4321)),
    keep: (store, tx) =>
      store.keep(tx, {
        id: newId(),
        userId: user,
        credentialHash: Buffer.alloc(16),
        name: null,
        ip: '192.0.2.1',
        country: null,
        latitude: null,
        longitude: null,
        isKnown: true,
        lastSeenAt: now,
        noticedAt: null,
      }),
    forget: (store, tx) => store.forget(tx, user, idOf('device', 4321)),
    forgetSome: (store, tx) =>
      store.forgetSome(tx, user, { ids: [idOf('device', 4321)], since: now }),
    forgetAll: (store, tx) => store.forgetAll(tx, user, { hash: null, ids: [] }),
    confirm: (store, tx) => store.confirm(tx, user, idOf('device', 4321), now),
    rememberFactor: (store, tx) => store.rememberFactor(tx, user, idOf('device', 4321), now),
    forgetFactors: (store, tx) => store.forgetFactors(tx, user),
    deleteSurplus: (store, tx) => store.deleteSurplus(tx, user, 20),
    deleteUnseen: (store, tx) => store.deleteUnseen(tx, ago(100), 100),
  }),
];
