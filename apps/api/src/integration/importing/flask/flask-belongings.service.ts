import { Injectable } from '@nestjs/common';
import { newId, sha256 } from '#libs/kernel';
import { isAppToken } from '#api/app-tokens';
import { FlaskAccountsStore, type NewIdentity } from './flask-accounts.store.js';
import { FlaskGrantsStore } from './flask-grants.store.js';
import type { FlaskRun } from './ledger.js';
import {
  inBatches,
  type OriginalAssignment,
  type OriginalToken,
  type OriginalUser,
} from './original.js';
import { acceptableName, nameWithId } from './ids-and-names.js';

const SHOWN_LENGTH = 8;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const NOT_ENTITLED = 'its user is inactive or unverified, and joined with another account';

/** An identity with its key in the report. */
type KeyedIdentity = NewIdentity & { readonly key: string };

/** Imports assignments, provider identities and application tokens, after accounts, services and roles. */
@Injectable()
export class FlaskBelongings {
  constructor(
    private readonly grants: FlaskGrantsStore,
    private readonly accounts: FlaskAccountsStore,
  ) {}

  async move(run: FlaskRun, entitled: ReadonlySet<number>): Promise<void> {
    await this.moveAssignments(run, entitled);
    const identities = run.original.users.flatMap((user) => identitiesToMove(run, user, entitled));
    await inBatches(identities, (batch) => this.moveIdentities(run, batch));
    for (const token of run.original.tokens) await this.moveToken(run, token);
  }

  private async moveAssignments(run: FlaskRun, entitled: ReadonlySet<number>): Promise<void> {
    const { unit, ledger, now, original } = run;
    const roles = new Map(original.roles.map((role) => [role.id, role.service_id]));
    const given = original.assignments.flatMap((assignment) => {
      const { user_id, service_id, role_id, created_at } = assignment;
      const key = `${user_id}/${service_id}/${role_id}`;
      const fault = faultOf(run, assignment, { roles, entitled });
      if (fault !== null) {
        ledger.leaveOut('assignment', key, fault);
        return [];
      }
      const userId = ledger.find('user', user_id) ?? '';
      const serviceId = ledger.find('service', service_id) ?? '';
      const roleId = ledger.find('role', role_id) ?? '';
      return [{ key, id: newId(), userId, serviceId, roleId, createdAt: created_at ?? now }];
    });
    const changed = new Map<string, { userId: string; serviceId: string }>();
    await inBatches(given, async (batch) => {
      const made = await this.grants.assign(unit.tx, batch);
      for (const { key, id, userId, serviceId } of batch) {
        ledger.settle('assignment', key, made.has(id) ? 'created' : 'joined');
        if (made.has(id) && !ledger.isMade(userId))
          changed.set(`${userId}/${serviceId}`, { userId, serviceId });
      }
    });
    for (const ids of changed.values()) unit.changed({ kind: 'user_permissions_changed', ...ids });
  }

  private async moveIdentities(
    { unit: { tx }, ledger }: FlaskRun,
    batch: readonly KeyedIdentity[],
  ): Promise<void> {
    const made = await this.accounts.insertIdentities(tx, batch);
    for (const identity of batch) {
      const { key, id, userId } = identity;
      if (made.has(id)) ledger.settle('identity', key, 'created');
      else if ((await this.accounts.findIdentityOwner(tx, identity)) === userId)
        ledger.settle('identity', key, 'joined');
      else ledger.leaveOut('identity', key, 'another account here has it');
    }
  }

  private async moveToken(
    { unit: { tx }, ledger, now }: FlaskRun,
    token: OriginalToken,
  ): Promise<void> {
    const serviceId = ledger.find('service', token.service_id);
    if (serviceId === undefined)
      return ledger.leaveOut('token', token.id, 'its service is missing');
    if (!isAppToken(token.token)) {
      return ledger.leaveOut(
        'token',
        token.id,
        'it is not of the form that the original issues: make a new one',
      );
    }
    const hash = sha256(token.token);
    const known = await this.accounts.findToken(tx, hash);
    if (known?.serviceId === serviceId) return ledger.settle('token', token.id, 'joined', known.id);
    if (known)
      return ledger.leaveOut('token', token.id, 'a token of another service here is the same');
    const own = acceptableName('token', token.name, token.id);
    const row = {
      ...{ id: newId(), serviceId, tokenHash: hash, prefix: token.token.slice(0, SHOWN_LENGTH) },
      ...{ isActive: token.is_active, expiresAt: token.expires_at, lastUsed: token.last_used },
      createdAt: token.created_at ?? now,
    };
    const other = nameWithId(own, token.id);
    if (await this.accounts.insertToken(tx, { ...row, name: own })) {
      return ledger.settle('token', token.id, 'created', row.id);
    }
    if (!(await this.accounts.insertToken(tx, { ...row, name: other }))) {
      return ledger.leaveOut('token', token.id, 'both its name and the name with its id are taken');
    }
    ledger.settle('token', token.id, 'created', row.id);
    ledger.notice('token', token.id, 'the service has a token of its name', `named “${other}”`);
  }
}

/** Why an assignment cannot be imported, or `null`. */
function faultOf(
  { ledger }: FlaskRun,
  { user_id, service_id, role_id }: OriginalAssignment,
  known: { roles: ReadonlyMap<number, number>; entitled: ReadonlySet<number> },
): string | null {
  if (ledger.find('user', user_id) === undefined) return 'its user is left out';
  if (ledger.find('service', service_id) === undefined) return 'its service is left out';
  if (ledger.find('role', role_id) === undefined) return 'its role is left out';
  if (known.roles.get(role_id) !== service_id) return 'its role is of another service';
  return known.entitled.has(user_id) ? null : NOT_ENTITLED;
}

/** The identities of a user that can be imported; the others are left out with a reason. */
function identitiesToMove(
  { ledger, microsoftTenant }: FlaskRun,
  user: OriginalUser,
  entitled: ReadonlySet<number>,
): KeyedIdentity[] {
  const userId = ledger.find('user', user.id);
  return identitiesOf(user, microsoftTenant).flatMap(({ provider, issuer, subject }) => {
    const key = `${user.id}/${provider}`;
    const leaveOut = (why: string): KeyedIdentity[] => {
      ledger.leaveOut('identity', key, why);
      return [];
    };
    if (userId === undefined) return leaveOut('its user is left out');
    if (!entitled.has(user.id)) return leaveOut(NOT_ENTITLED);
    if (subject === null)
      return leaveOut('Microsoft’s id names nobody without its tenant (--microsoft-tenant)');
    return [{ key, id: newId(), userId, provider, issuer, subject, email: user.email ?? '' }];
  });
}

/** The identities of a user, with issuer and subject as sign-in by these providers stores them. */
function identitiesOf(user: OriginalUser, tenant: string | null) {
  const { google_id: google, microsoft_id: microsoft, discord_id: discord } = user;
  const oid = tenant !== null && GUID.test(microsoft ?? '') ? microsoft : null;
  return [
    { provider: 'google', issuer: 'https://accounts.google.com', subject: google, given: google },
    {
      provider: 'microsoft',
      issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
      subject: oid === null ? null : `${tenant}.${oid}`.toLowerCase(),
      given: microsoft,
    },
    { provider: 'discord', issuer: 'https://discord.com', subject: discord, given: discord },
  ].filter(({ given }) => given !== null && given !== '');
}
