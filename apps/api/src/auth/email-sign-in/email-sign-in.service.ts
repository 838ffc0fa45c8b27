import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { normaliseEmail, randomToken, sha256 } from '#libs/kernel';
import { knownLanguage, type Language } from '#libs/languages';
import { findNamedProblem } from '#api/platform/http';
import { LoginBackOff } from '#api/protection/login-back-off';
import { authConfig } from '../auth.config.js';
import { refusedInEvenTime } from '../even-time.js';
import { MailRequests } from '../mail-requests.service.js';
import { OpenSignIn } from '../open-sign-in.service.js';
import { PasswordProof } from '../password-proof.service.js';
import { SignInAudit } from '../sign-in-audit.service.js';
import type { SignedInDto } from '../sign-in.dto.js';
import { EmailSignInCodes } from './email-sign-in-codes.service.js';
import {
  emailSignInDisabled,
  invalidSignInCode,
  signInOfAnotherClient,
} from './email-sign-in.errors.js';
import type { PendingSignIn } from './email-sign-ins.store.js';
import { MailboxProof } from './mailbox-proof.service.js';

/** The method of a sign-in by mail, in metrics and in the audit trail. */
export const EMAIL_METHOD = 'email';
/** RFC 8176: a one-time password. */
const AMR = ['otp'] as const;

/** What the page of a link is made from. */
interface LinkView {
  /** Whether this client asked for it. */
  readonly isOwn: boolean;
  readonly locale: Language | null;
}

/** What the client shows: the code with its address, or the token of the link. */
export type ShownSignIn = (
  | { readonly email: string; readonly code: string }
  | { readonly token: string }
) & {
  /** That the client holds. */
  readonly nonces: readonly string[];
};

interface Proven {
  readonly pending: PendingSignIn;
  readonly failures: number;
}

/** Signs in by a code or a link that is mailed, in the client that asked for it. */
@Injectable()
export class EmailSignIn {
  constructor(
    private readonly requests: MailRequests,
    private readonly codes: EmailSignInCodes,
    private readonly mailbox: MailboxProof,
    private readonly passwords: PasswordProof,
    private readonly backOff: LoginBackOff,
    private readonly signIn: OpenSignIn,
    private readonly signInAudit: SignInAudit,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /**
   * Asks for a mail, and answers the nonce for the client; the same whether the address has an account or not.
   * @throws AppError `EMAIL_SIGN_IN_DISABLED`, `VALIDATION_FAILED`, `INVALID_TARGET`
   */
  async ask(email: string, resource: unknown, client: ClientInfo): Promise<string> {
    this.assertEnabled();
    // A mail whose code could never be used would be of no use; no account decides this.
    await this.signIn.assertTarget(resource);
    const nonce = randomToken();
    const of = { nonceHash: sha256(nonce), resource: storedResource(resource) };
    await this.requests.submit('email_sign_in', email, client, of);
    return nonce;
  }

  /**
   * @throws AppError `EMAIL_SIGN_IN_DISABLED`, `INVALID_SIGN_IN_CODE`, `RATE_LIMITED`; after the proof
   * `SIGN_IN_OF_ANOTHER_CLIENT`, `ACCOUNT_DISABLED`, `INVALID_TARGET` and those of `OpenSignIn`
   */
  async verify(shown: ShownSignIn, client: ClientInfo): Promise<SignedInDto> {
    this.assertEnabled();
    const findUserId = async () =>
      'email' in shown ? this.passwords.findUserId(shown.email) : Promise.resolve(null);
    // Whether a try is counted for a sign-in that waits takes a little time, which must not tell that there is one.
    return refusedInEvenTime(() =>
      this.signInAudit.attempt({ method: EMAIL_METHOD, client, findUserId }, async () =>
        this.open(await this.prove(shown, client), client),
      ),
    );
  }

  /** For the page of a link; `null` when the link does not work. */
  async look(token: string, nonces: readonly string[]): Promise<LinkView | null> {
    if (!this.config.emailSignIn) return null;
    const found = await this.codes.findByToken(token, nonces);
    return found && { isOwn: found.isOwn, locale: knownLanguage(found.pending.locale) };
  }

  private assertEnabled(): void {
    if (!this.config.emailSignIn) throw emailSignInDisabled();
  }

  private prove(shown: ShownSignIn, client: ClientInfo): Promise<Proven> {
    return 'token' in shown ? this.byLink(shown) : this.byCode(shown, client);
  }

  private async byLink({ token, nonces }: Extract<ShownSignIn, { token: string }>) {
    const found = await this.codes.findByToken(token, nonces);
    if (!found) throw invalidSignInCode();
    const { pending, isOwn } = found;
    if (!isOwn) throw signInOfAnotherClient(pending.userId);
    return { pending, failures: 0 };
  }

  /** A wrong code counts for the account as a wrong password does. */
  private async byCode(
    { email, code, nonces }: Extract<ShownSignIn, { code: string }>,
    client: ClientInfo,
  ): Promise<Proven> {
    const emailCanonical = normaliseEmail(email)?.canonical;
    const guessed = await this.passwords.guessedBy(emailCanonical, email, client);
    const compare = async () => {
      const shown = { emailCanonical: emailCanonical ?? '', code, nonces };
      const tried = await this.codes.tryCode(shown);
      return { ...tried, isProven: tried.pending !== null };
    };
    const tried = await this.backOff.during(guessed, compare, client.mayPass);
    const { pending, failures, about } = tried;
    if (!pending) throw invalidSignInCode(about);
    return { pending, failures };
  }

  private async open({ pending, failures }: Proven, client: ClientInfo): Promise<SignedInDto> {
    const { user, isUsedUp } = await this.mailbox.establish(pending, client);
    const useUp = async (tx: Tx) => {
      await this.codes.consume(tx, pending);
      return true;
    };
    return this.signIn.open({
      user,
      method: EMAIL_METHOD,
      amr: AMR,
      client,
      ...(pending.resource !== null && { resource: pending.resource }),
      failures,
      ...(!isUsedUp && { isOneTime: true, isStillProven: useUp }),
    });
  }
}

/** What cannot be a name is refused after the proof, as a name of nothing. */
const storedResource = (resource: unknown): string | null => {
  if (resource === undefined) return null;
  return typeof resource === 'string' && findNamedProblem(resource) === null ? resource : '';
};
