import { newId } from '#libs/kernel';
import {
  AccountExportStore,
  AccountsImportStore,
} from '../../../apps/api/src/integration/importing/accounts.store.js';
import { FlaskAccountsStore } from '../../../apps/api/src/integration/importing/flask/flask-accounts.store.js';
import { FlaskGrantsStore } from '../../../apps/api/src/integration/importing/flask/flask-grants.store.js';
import { hashOf, idOf } from '../filled-schema.js';
import { callsOf } from './store-call.js';

const now = new Date();
const user = idOf('user', 4321);
const service = idOf('service', 1);
const account = {
  email: 'new@example.org',
  emailCanonical: 'new@example.org',
  password: null,
  firstName: null,
  lastName: null,
  locale: null,
  isActive: true,
  isEmailVerified: true,
  createdAt: now,
  lastLogin: null,
};
const identity = {
  id: newId(),
  userId: user,
  provider: 'google',
  issuer: 'https://accounts.google.com',
  subject: 'new',
  email: 'a@example.org',
};

export const importCalls = [
  ...callsOf(new AccountExportStore(), {
    list: (store, tx) => store.list(tx, user, 500),
  }),
  ...callsOf(new AccountsImportStore(), {
    findTaken: (store, tx) => store.findTaken(tx, ['user7@example.org', 'nobody@example.org']),
    insertFree: (store, tx) => store.insertFree(tx, [account], now),
  }),
  ...callsOf(new FlaskAccountsStore(), {
    findAccounts: (store, tx) => store.findAccounts(tx, ['user7@example.org']),
    takeOver: (store, tx) => store.takeOver(tx, user, account, now),
    insertIdentities: (store, tx) => store.insertIdentities(tx, [identity]),
    findIdentityOwner: (store, tx) => store.findIdentityOwner(tx, identity),
    findToken: (store, tx) => store.findToken(tx, hashOf('token', 9)),
    insertToken: (store, tx) =>
      store.insertToken(tx, {
        id: newId(),
        serviceId: service,
        name: 'new',
        tokenHash: Buffer.alloc(32),
        prefix: '',
        isActive: true,
        expiresAt: null,
        createdAt: now,
        lastUsed: null,
      }),
  }),
  ...callsOf(new FlaskGrantsStore(), {
    findService: (store, tx) => store.findService(tx, 'service7'),
    insertService: (store, tx) =>
      store.insertService(tx, {
        wantedId: null,
        name: 'new',
        description: null,
        isActive: true,
        createdAt: now,
      }),
    findPermission: (store, tx) => store.findPermission(tx, service, 'thing7:read'),
    insertPermission: (store, tx) =>
      store.insertPermission(tx, {
        id: newId(),
        serviceId: service,
        name: 'new:read',
        description: null,
      }),
    findRole: (store, tx) => store.findRole(tx, service, 'role7'),
    insertRole: (store, tx) =>
      store.insertRole(
        tx,
        { id: newId(), serviceId: service, name: 'new', description: null, isDefault: false },
        [idOf('permission', 7)],
      ),
    assign: (store, tx) =>
      store.assign(tx, [
        {
          id: newId(),
          userId: user,
          serviceId: service,
          roleId: idOf('role', 9),
          createdAt: now,
        },
      ]),
  }),
];
