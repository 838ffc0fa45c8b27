import { Injectable, Logger } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { isAppError, normaliseEmail } from '#libs/kernel';
import { Devices } from '#api/sessions/devices';
import { LoginBackOff, type BackOffAccount } from '#api/protection/login-back-off';
import { hashOptionsOf, Passwords, type HashOptions } from '#api/users/passwords';
import { Audit } from '#api/audit';
import { sessionEnded } from '#api/sessions';
import { emailNotVerified, wrongCurrentPassword } from './auth.errors.js';
import { Users, type UserWithPassword } from '#api/users';

/** The account, and whether the password was correct. */
export interface Proof {
  /** `null` when the address has no account. */
  readonly user: UserWithPassword | null;
  readonly isProven: boolean;
  /** Failed attempts before this one. */
  readonly failures?: number;
}

/**
 * Compares a password with an account's. The work is the same whether the account exists, has a password, or neither. After
 * failed attempts the back-off may refuse the comparison.
 */
@Injectable()
export class PasswordProof {
  private readonly log = new Logger(PasswordProof.name);

  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly passwords: Passwords,
    private readonly backOff: LoginBackOff,
    private readonly devices: Devices,
  ) {}

  /** @throws AppError `EMAIL_NOT_VERIFIED` for the password of a pending registration */
  async byEmail(email: string, password: string, client: ClientInfo): Promise<Proof> {
    const canonical = normaliseEmail(email)?.canonical;
    const guessed = await this.guessedBy(canonical, email, client);
    const hashing = hashOptionsOf(client, 'deviceId' in guessed ? 'known' : undefined);
    const compare = async () => {
      const { pool } = this.database;
      const user = await this.users.findForSignIn(pool, canonical ?? '');
      return this.prove(user, password, hashing, user?.waitingPasswords);
    };
    return this.backOff.during(guessed, compare, client.mayPass);
  }

  /** `null` when the address has no account. */
  async findUserId(email: string): Promise<string | null> {
    const canonical = normaliseEmail(email)?.canonical ?? '';
    return (await this.users.findByCanonicalEmail(this.database.pool, canonical))?.id ?? null;
  }

  /** A known device has its own back-off here, too: who has an access token alone does not keep it waiting. */
  async ofUser(userId: string, password: string, client: ClientInfo): Promise<Proof> {
    const deviceId = await this.devices.findKnownOf(userId, client);
    const guessed = deviceId === null ? { userId } : { deviceId };
    return this.backOff.during(guessed, async () => {
      const user = await this.users.findWithPasswordById(this.database.pool, userId);
      return this.prove(user, password, hashOptionsOf(client, 'known'));
    });
  }

  /**
   * The back-off that an attempt counts for. A known device has one of its own, which attempts from other devices do not
   * affect.
   */
  async guessedBy(
    canonical: string | undefined,
    typed: string,
    { device }: ClientInfo,
  ): Promise<BackOffAccount> {
    if (canonical === undefined) return { text: typed };
    const deviceId = await this.devices.findKnownId(canonical, device?.shown ?? null);
    return deviceId === null ? { email: canonical } : { deviceId };
  }

  private async prove(
    user: UserWithPassword | null,
    password: string,
    hashing: HashOptions,
    waiting: readonly string[] = [],
  ): Promise<Proof> {
    const hash = user?.password ?? null;
    const verdict = await this.passwords.verify(password, hash, hashing, waiting);
    // The password of a pending registration: neither a failed attempt nor a reason to forget earlier ones.
    if (user && verdict.other !== undefined) throw emailNotVerified(user.id);
    if (!user || hash === null || !verdict.matches) return { user, isProven: false };
    return verdict.needsRehash
      ? this.proveRenewed(user, hash, password, hashing)
      : { user, isProven: true };
  }

  /** The correct password, whose hash has an older form. */
  private async proveRenewed(
    user: UserWithPassword,
    hash: string,
    password: string,
    hashing: HashOptions,
  ): Promise<Proof> {
    const renewed = await this.renew(user.id, hash, password, hashing);
    if (renewed !== null) return { user: { ...user, password: renewed }, isProven: true };
    // Another login may have renewed it at the same time, or the owner may have changed it.
    const now = await this.users.findWithPasswordById(this.database.pool, user.id);
    return now?.password === hash ? { user, isProven: true } : this.prove(now, password, hashing);
  }

  /** Stores the password in the current form; `null` when that fails, which does not refuse the login. */
  private async renew(
    userId: string,
    from: string,
    password: string,
    hashing: HashOptions,
  ): Promise<string | null> {
    try {
      const to = await this.passwords.hash(password, hashing);
      const { pool } = this.database;
      return (await this.users.renewPasswordHash(pool, userId, from, to)) ? to : null;
    } catch (error) {
      const reason = isAppError(error) ? error.code : String(error);
      this.log.debug(`A password hash was not renewed: ${reason}`);
      return null;
    }
  }
}

interface ShownPassword {
  readonly password: string;
  /** The field of the request body. */
  readonly field: string;
}

/** The password of the signed-in user, required again for acts that an access token alone must not authorize. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly proof: PasswordProof,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `WRONG_CURRENT_PASSWORD`, also when the account has none */
  async getProven(
    principal: Pick<Principal, 'userId' | 'sessionId'>,
    shown: ShownPassword,
    client: ClientInfo,
  ): Promise<UserWithPassword & { readonly password: string }> {
    const { user, isProven } = await this.proof.ofUser(principal.userId, shown.password, client);
    if (!user) throw sessionEnded();
    const { password } = user;
    if (isProven && password !== null) return { ...user, password };
    await this.audit.record(this.database.pool, {
      type: 'user.password_asked',
      outcome: 'refused',
      actor: { kind: 'user', id: principal.userId, sessionId: principal.sessionId },
      target: { kind: 'user', id: principal.userId },
      code: 'WRONG_CURRENT_PASSWORD',
      client,
    });
    throw wrongCurrentPassword(shown.field);
  }

  /** @throws AppError `SESSION_ENDED` when the account does not exist any more */
  async isSet({ userId }: Pick<Principal, 'userId'>): Promise<boolean> {
    const user = await this.users.findWithPasswordById(this.database.pool, userId);
    if (!user) throw sessionEnded();
    return user.password !== null;
  }
}
