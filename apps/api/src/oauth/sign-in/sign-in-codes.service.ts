import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock, randomToken, sha256 } from '#libs/kernel';
import { IdentitiesStore, type Identity } from '#api/identities';
import { UsersStore, type UserWithPassword } from '#api/users';
import { invalidOAuthCode, invalidState } from '../oauth.errors.js';
import { CodesStore } from './codes.store.js';

const CODE_SECONDS = 60;
const CODE = /^[A-Za-z0-9_-]{43}$/;
/** RFC 7636 section 4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;
const KEPT_LONGER_MS = 3_600_000;

/** Whose sign-in a code stood for. */
export interface TradedCode {
  readonly user: UserWithPassword;
  readonly identity: Identity;
}

/** One-time codes that an application trades for tokens, so that no token is ever in an address. */
@Injectable()
export class SignInCodes {
  constructor(
    private readonly database: Database,
    private readonly store: CodesStore,
    private readonly identities: IdentitiesStore,
    private readonly users: UsersStore,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `INVALID_OAUTH_STATE` when the identity was unlinked or taken from the account in this moment */
  async issue(identity: Identity, codeChallenge: string | undefined): Promise<string> {
    const code = randomToken();
    const createdAt = this.clock.now();
    const isIssued = await this.store.insert(this.database.pool, {
      codeHash: sha256(code),
      identityId: identity.id,
      userId: identity.userId,
      codeChallenge: codeChallenge ?? null,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + CODE_SECONDS * 1000),
    });
    if (!isIssued) throw invalidState();
    return code;
  }

  /**
   * Whose sign-in it was. Unlinking, erasing and taking over have killed the code with the identity.
   * @throws AppError `INVALID_OAUTH_CODE`, the same for unknown, used, expired and a wrong verifier
   */
  async consume(code: string, verifier: string | undefined): Promise<TradedCode> {
    const isSane = CODE.test(code) && (verifier === undefined || VERIFIER.test(verifier));
    if (!isSane) throw invalidOAuthCode();
    const challenge = verifier === undefined ? null : sha256(verifier).toString('base64url');
    const used = { hash: sha256(code), challenge, now: this.clock.now() };
    return this.database.transaction(async (tx) => {
      const found = await this.store.consume(tx, used);
      const identity = found && (await this.identities.findById(tx, found.identityId));
      const user = identity && (await this.users.findWithPasswordById(tx, identity.userId));
      if (!user) throw invalidOAuthCode();
      return { user, identity };
    });
  }

  purgeExpired(tx: Tx, limit: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEPT_LONGER_MS);
    return this.store.deleteExpired(tx, before, limit);
  }
}
