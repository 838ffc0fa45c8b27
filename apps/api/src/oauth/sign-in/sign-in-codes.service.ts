import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock, randomToken, sha256 } from '#libs/kernel';
import { LinkedIdentities, type Identity } from '#api/users/identities';
import { Users, type UserWithPassword } from '#api/users';
import { identityGone, invalidOAuthCode } from '../oauth.errors.js';
import { CodesStore, type CodeProof, type ShownCode } from './codes.store.js';

const CODE_SECONDS = 60;
const CODE = /^[A-Za-z0-9_-]{43}$/;
/** RFC 7636 section 4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;
const KEPT_LONGER_MS = 3_600_000;

/** The sign-in of a code. */
export interface TradedCode {
  readonly user: UserWithPassword;
  readonly identity: Identity;
  /** The target of the access token (RFC 8707), as requested when the sign-in began. */
  readonly resource: string | null;
  /** Of a code for a proof, which opens no session. */
  readonly proof: CodeProof | null;
}

/** The request of an application when it began the sign-in. */
export interface AskedOfCode {
  readonly codeChallenge?: string | undefined;
  readonly resource?: string;
}

/** A code, and the verifier of its challenge, as an application sends them. */
export interface CodeWithVerifier {
  readonly code: string;
  readonly verifier: string | undefined;
}

/** One-time codes that an application trades for tokens, so that no token is ever in a URL. */
@Injectable()
export class SignInCodes {
  constructor(
    private readonly database: Database,
    private readonly store: CodesStore,
    private readonly identities: LinkedIdentities,
    private readonly users: Users,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `PROVIDER_ANSWER_INVALID` when the identity was unlinked or moved to another account meanwhile */
  async issue(
    identity: Identity,
    { codeChallenge, resource }: AskedOfCode,
    proof?: CodeProof,
  ): Promise<string> {
    const code = randomToken();
    const createdAt = this.clock.now();
    const isIssued = await this.store.insert(this.database.pool, {
      codeHash: sha256(code),
      identityId: identity.id,
      userId: identity.userId,
      codeChallenge: codeChallenge ?? null,
      resource: resource ?? null,
      ...(proof && { proof }),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + CODE_SECONDS * 1000),
    });
    if (!isIssued) throw identityGone();
    return code;
  }

  /**
   * The account and the identity of the code, which is not used up. A removed identity deletes its codes.
   * @throws AppError `INVALID_OAUTH_CODE`, the same for an unknown, used or expired code and a wrong verifier
   */
  async recognise({ code, verifier }: CodeWithVerifier): Promise<TradedCode> {
    const { pool } = this.database;
    const found = await this.store.find(pool, this.read(code, verifier));
    const identity = found && (await this.identities.findById(pool, found.identityId));
    const user = identity && (await this.users.findWithPasswordById(pool, identity.userId));
    if (!found || !user) throw invalidOAuthCode();
    const { resource, proof } = found;
    return { user, identity, resource, proof };
  }

  /**
   * Uses the code up in the transaction of the sign-in: a rollback leaves it usable.
   * @throws AppError `INVALID_OAUTH_CODE`, also when another trade was faster
   */
  async consume(tx: Tx, { code, verifier }: CodeWithVerifier): Promise<void> {
    if (!(await this.store.consume(tx, this.read(code, verifier)))) throw invalidOAuthCode();
  }

  private read(code: string, verifier: string | undefined): ShownCode {
    const isSane = CODE.test(code) && (verifier === undefined || VERIFIER.test(verifier));
    if (!isSane) throw invalidOAuthCode();
    const codeChallenge = verifier === undefined ? null : sha256(verifier).toString('base64url');
    return { codeHash: sha256(code), codeChallenge, now: this.clock.now() };
  }

  purgeExpired(tx: Tx, limit: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEPT_LONGER_MS);
    return this.store.deleteExpired(tx, before, limit);
  }
}
