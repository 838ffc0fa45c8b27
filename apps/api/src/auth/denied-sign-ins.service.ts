import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { MailedCredential } from '#api/mail';
import { AppTokens } from '#api/app-tokens';
import { AccountFactors, FactorResets } from '#api/factors';
import type { Unit } from '#api/platform/changes';
import { Devices } from '#api/sessions/devices';
import { LinkedIdentities, type Identity } from '#api/users/identities';
import { descendantsOf, SessionLineage, type SessionLine } from '#api/sessions';
import { AuditReading, type AuditRecord } from '#api/audit';
import { Administrators } from '#api/rbac';
import { Users } from '#api/users';
import { credentialOfIdentity, toMailedCredential, toMailedFactor } from './credential.js';
import { SignInChallenges } from './second-factor/sign-in-challenges.service.js';
import { AccountMails } from './account-mails.service.js';

const MOST_EVENTS = 1000;
const MOST_ADMINISTRATORS = 50;
/** Targets that belong to the account itself: a recovery undoes such acts, or the owner sees them. */
const OWN = new Set(['session', 'device', 'identity']);

interface Denied {
  readonly userId: string;
  /** The denied session and its descendants. */
  readonly sessionIds: readonly string[];
  /** When the first of them began. */
  readonly since: Date;
}

/**
 * Reports the acts of a denied session on others to the administrators: roles, services, permissions, accounts. They are
 * not undone, because others may rely on them.
 */
@Injectable()
export class DeniedActs {
  constructor(
    private readonly trail: AuditReading,
    private readonly administrators: Administrators,
    private readonly users: Users,
    private readonly mails: AccountMails,
  ) {}

  /** The kinds of acts with their numbers, among the newest thousand events of the account. */
  async report(tx: Tx, { userId, sessionIds, since }: Denied): Promise<Record<string, number>> {
    const filter = { actorId: userId, outcome: 'success', from: since };
    const events = await this.trail.list(filter, { after: null, limit: MOST_EVENTS }, tx);
    const theirs = events.filter((event) => isActOn(event, userId, sessionIds));
    const acts: Record<string, number> = {};
    for (const { type } of theirs) acts[type] = (acts[type] ?? 0) + 1;
    if (theirs.length > 0) await this.tell(tx, userId, acts);
    return acts;
  }

  private async tell(tx: Tx, accountId: string, acts: Record<string, number>): Promise<void> {
    for (const id of await this.administrators.listIds(tx, MOST_ADMINISTRATORS)) {
      const user = await this.users.findById(tx, id);
      if (user?.isActive && user.isEmailVerified) {
        await this.mails.sendDeniedActs(tx, user, { accountId, acts });
      }
    }
  }
}

function isActOn(event: AuditRecord, userId: string, sessionIds: readonly string[]): boolean {
  const { actorSessionId, targetKind, targetId, type } = event;
  if (actorSessionId === null || !sessionIds.includes(actorSessionId)) return false;
  if (type === 'user.merged') return true;
  return targetKind !== null && !OWN.has(targetKind) && targetId !== userId;
}

/** A sign-in that the owner of the account has denied. */
export interface DeniedSignIn {
  readonly userId: string;
  /** `null` when it is not known. */
  readonly deviceId: string | null;
  /** Everything that began since is denied with it, whoever began it: the account had another owner. */
  readonly since?: Date;
  /** Of a proof for a merge, the session of the other account; `null` for a sign-in that was not confirmed. */
  readonly sessionId: string | null;
}

/** What was undone of a denied sign-in. */
export interface UndoneSignIn {
  /** The session and those that followed from it. */
  readonly sessionIds: readonly string[];
  readonly identityIds: readonly string[];
  readonly tokenIds: readonly string[];
  readonly devicesForgotten: number;
  readonly factorIds: readonly string[];
  /** The accounts whose factors were to be removed by its order. */
  readonly resetsWithdrawn: readonly string[];
  /** The kinds of its acts on others, each with its number; those are not undone. */
  readonly acts: Readonly<Record<string, number>>;
  /** Whether a provider can still sign in to the account. */
  readonly hasIdentity: boolean;
  /** What was removed, for a mail. */
  readonly removed: readonly MailedCredential[];
}

/** An identity is linked a moment before the session that it opens. */
const JOINED_WITHIN_MS = 600_000;

/**
 * Removes what a denied session and its descendants created: identities, devices, factors, application tokens. Resets of factors that
 * they have ordered are withdrawn. Sign-ins that wait for their second factor end, and no device is remembered without one.
 */
@Injectable()
export class DeniedSignIns {
  constructor(
    private readonly lineage: SessionLineage,
    private readonly identities: LinkedIdentities,
    private readonly devices: Devices,
    private readonly tokens: AppTokens,
    private readonly acts: DeniedActs,
    private readonly challenges: SignInChallenges,
    private readonly factors: AccountFactors,
    private readonly factorResets: FactorResets,
  ) {}

  /** The account is locked by the caller. */
  async undo(unit: Unit, denied: DeniedSignIn): Promise<UndoneSignIn> {
    const { tx } = unit;
    const { userId, deviceId, sessionId } = denied;
    const lines = await this.lineage.listOfUser(tx, userId);
    const identities = await this.identities.listOfUser(tx, userId);
    const first = lines.find(({ id }) => id === sessionId) ?? null;
    const joined = first && (identities.find((identity) => cameWith(identity, first)) ?? null);
    const joinedIdentityId = joined?.id ?? null;
    const made = sessionsOf(denied, joinedIdentityId, lines);
    const isTheirs = ({ id, madeIn, addedAt }: Identity) =>
      id === joinedIdentityId || (madeIn !== null && made.has(madeIn)) || isSince(denied, addedAt);
    const theirs = identities.filter(isTheirs);
    const identityIds = theirs.map(({ id }) => id);
    await this.identities.removeSome(tx, userId, identityIds);
    const tokens = await this.tokens.revokeMadeIn(unit, userId, [...made]);
    const since = first?.createdAt ?? denied.since ?? null;
    const ids = [...listed(deviceId), ...devicesOf(lines, made)];
    const devicesForgotten = await this.devices.forgetSome(tx, userId, { ids, since });
    const factors = await this.removeFactors(tx, denied, made);
    const sessionIds = [...made];
    const by = { userId, sessionIds, since: denied.since ?? null };
    const resetsWithdrawn = await this.factorResets.withdraw(tx, by);
    return {
      sessionIds,
      identityIds,
      tokenIds: tokens.map(({ id }) => id),
      devicesForgotten,
      factorIds: factors.map(({ id }) => id),
      resetsWithdrawn,
      acts: await this.actsOf(tx, { userId, sessionIds, since }),
      hasIdentity: identities.length > theirs.length,
      removed: [
        ...theirs.map((identity) => toMailedCredential(credentialOfIdentity(identity, false))),
        ...factors.map(toMailedFactor),
        ...tokens.map(({ serviceName }) => ({ kind: 'token', name: serviceName }) as const),
      ],
    };
  }

  private async actsOf(
    tx: Tx,
    { since, ...denied }: Omit<Denied, 'since'> & { readonly since: Date | null },
  ): Promise<Record<string, number>> {
    return since === null ? {} : this.acts.report(tx, { ...denied, since });
  }

  /** Answers those that it removes. Of the others none is skipped any more. */
  private async removeFactors(tx: Tx, denied: DeniedSignIn, made: ReadonlySet<string>) {
    const { userId, since = null } = denied;
    await this.devices.forgetFactors(tx, userId);
    await this.challenges.endAll(tx, userId);
    return this.factors.removeMade(tx, userId, { sessionIds: [...made], since });
  }
}

/** Whether the sign-in linked the identity to the account, and was made by it. */
function cameWith({ id, origin, addedAt }: Identity, session: SessionLine): boolean {
  const earlierMs = session.createdAt.getTime() - addedAt.getTime();
  return id === session.identityId && origin === 'joined' && earlierMs < JOINED_WITHIN_MS;
}

/** The denied session, its descendants, and all that are denied because of their time. */
function sessionsOf(
  denied: DeniedSignIn,
  joinedIdentityId: string | null,
  lines: readonly SessionLine[],
): ReadonlySet<string> {
  const { sessionId: id, deviceId } = denied;
  const theirs = id === null ? [] : descendantsOf({ id, deviceId, joinedIdentityId }, lines);
  const later = lines.filter(({ createdAt }) => isSince(denied, createdAt));
  return new Set([...theirs, ...later.map((line) => line.id)]);
}

const isSince = ({ since }: DeniedSignIn, moment: Date): boolean =>
  since !== undefined && moment >= since;

const listed = (id: string | null): string[] => (id === null ? [] : [id]);

const devicesOf = (lines: readonly SessionLine[], ids: ReadonlySet<string>): string[] =>
  lines.flatMap(({ id, deviceId }) => (deviceId !== null && ids.has(id) ? [deviceId] : []));
