import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { equalsConstantTime, sha256 } from '#libs/kernel';
import { OneTimeTokens, PendingRegistrations, Users, type UserWithPassword } from '#api/users';

/** A valid mailed link, and what it confirms. */
export interface VerificationLink {
  readonly user: UserWithPassword;
  /** The registration that it was mailed for; `null` for a link that was requested by the address alone. */
  readonly registrationId: string | null;
}

/** The links that confirm an address: of the account, and of pending registrations. */
@Injectable()
export class VerificationLinks {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly registrations: PendingRegistrations,
    private readonly users: Users,
  ) {}

  /** What the link confirms, while `consume` would accept it; uses nothing up. */
  async find(token: string): Promise<VerificationLink | null> {
    const { pool } = this.database;
    const owner = await this.tokens.find(pool, 'verify_email', token);
    const registration = owner ? null : await this.registrations.find(pool, token);
    const userId = owner?.userId ?? registration?.userId;
    const user = userId === undefined ? null : await this.users.findWithPasswordById(pool, userId);
    if (!user) return null;
    return { user, registrationId: registration?.id ?? (await this.findOfAccount(user.id, token)) };
  }

  /** Uses it up and answers the id of its account, which stays locked until the transaction ends. */
  async consume(tx: Tx, token: string): Promise<string | null> {
    const owner = await this.tokens.consume(tx, 'verify_email', token);
    return owner?.userId ?? (await this.registrations.consume(tx, token))?.userId ?? null;
  }

  /** The first link of an account is that of the registration that created it. */
  private async findOfAccount(userId: string, token: string): Promise<string | null> {
    const hash = sha256(token);
    const waiting = await this.registrations.list(this.database.pool, userId);
    const own = waiting.find(({ tokenHash }) => tokenHash && equalsConstantTime(tokenHash, hash));
    return own?.id ?? null;
  }
}
