import { randomInt } from 'node:crypto';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { getNormalisedEmail, newId } from '#libs/kernel';
import { Lifecycle } from '#libs/operation';
import { Devices } from '#api/sessions/devices';
import { Audit } from '#api/audit';
import { Users, type User } from '#api/users';
import type { MailRequestKind } from './mail-request.entity.js';
import { MailRequestsStore, type MailRequest } from './mail-requests.store.js';
import { AccountMails } from './account-mails.service.js';
import { EmailSignInMails } from './email-sign-in/email-sign-in-mails.service.js';
import { UnconfirmedRegistrations } from './unconfirmed-registrations.service.js';

/** Of the request for a sign-in by mail. */
type OfSignIn = Pick<MailRequest, 'nonceHash' | 'resource'>;

/** Decides whether a mail request is due, and queues the mail. */
@Injectable()
export class AnswerMailRequest {
  constructor(
    private readonly users: Users,
    private readonly mails: AccountMails,
    private readonly registrations: UnconfirmedRegistrations,
    private readonly devices: Devices,
    private readonly signIns: EmailSignInMails,
    private readonly audit: Audit,
  ) {}

  async answer(tx: Tx, request: MailRequest): Promise<void> {
    const user = await this.users.findByCanonicalEmail(tx, request.emailCanonical);
    const isRequestDue = user !== null && isDue(request, user);
    const isQueued = isRequestDue && (await this.send(tx, request, user));
    const { ip, userAgent, requestId } = request;
    await this.audit.record(tx, {
      type: `${request.kind}.requested`,
      outcome: isRequestDue ? 'success' : 'refused',
      actor: { kind: 'anonymous' },
      ...(user && { target: { kind: 'user', id: user.id } }),
      client: { ip, userAgent, requestId },
      ...(isRequestDue && { details: { mail: isQueued ? 'queued' : 'held_back' } }),
    });
  }

  private async send(tx: Tx, request: MailRequest, account: User): Promise<boolean> {
    const { kind, deviceHash, locale } = request;
    const user = { ...account, locale: account.locale ?? locale };
    if (kind === 'email_sign_in') return this.signIns.send(tx, user, request);
    if (kind === 'verify_email') return this.registrations.resend(tx, user, deviceHash);
    const isKnown = await this.devices.isKnown(tx, user.id, deviceHash);
    return this.mails.sendReset(tx, user, isKnown ? 'known_device' : 'anybody');
  }
}

function isDue({ kind }: MailRequest, user: User): boolean {
  // A disabled account says so after the proof, and not by a mail that does not come.
  if (kind === 'email_sign_in') return true;
  return user.isActive && (kind === 'reset_password' || !user.isEmailVerified);
}

/** For requests that a stopped instance did not process. */
const LOOK_EVERY_MS = 5_000;
/** Not at once: the work for one request must not change the response time of the caller's next request. */
const DELAY_MS = { from: 50, to: 250 } as const;
const RETRY_SECONDS = 30;
const MAX_ATTEMPTS = 20;

/**
 * Requests for mails by an address alone. One row is written for any address, and the account is looked up after the
 * answer: neither the answer nor its time discloses it. Requests are processed one by one, each once.
 */
@Injectable()
export class MailRequests implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(MailRequests.name);
  private timer: NodeJS.Timeout | undefined;
  private delay: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly store: MailRequestsStore,
    private readonly answer: AnswerMailRequest,
    private readonly devices: Devices,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), LOOK_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    clearTimeout(this.delay);
    await this.running;
  }

  /** @throws AppError `VALIDATION_FAILED` when it is no address of a mailbox */
  async submit(
    kind: MailRequestKind,
    email: string,
    client: ClientInfo,
    { nonceHash, resource }: OfSignIn = { nonceHash: null, resource: null },
  ): Promise<void> {
    const emailCanonical = getNormalisedEmail(email).canonical;
    const { ip, userAgent, requestId } = client;
    // The credential is verified without reading any account.
    const deviceHash = this.devices.recognise(client);
    await this.store.insert(this.database.pool, {
      id: newId(),
      kind,
      emailCanonical,
      ip,
      userAgent,
      requestId,
      deviceHash,
      nonceHash,
      resource,
      locale: client.language ?? null,
    });
    this.wake();
  }

  /** Returns at once; the work begins after a random delay. */
  private wake(): void {
    const { from, to } = DELAY_MS;
    this.delay ??= setTimeout(
      () => {
        this.delay = undefined;
        this.running = this.running.then(() => this.work());
      },
      randomInt(from, to),
    ).unref();
  }

  /** Never fails. */
  private async work(): Promise<void> {
    try {
      while (!this.lifecycle.isDraining && (await this.takeOne()));
    } catch (error) {
      this.log.warn(`Requests for mails could not be read: ${String(error)}`);
    }
  }

  /** `false` when none is left. */
  private async takeOne(): Promise<boolean> {
    let takenId: string | null = null;
    try {
      return await this.database.transaction(async (tx) => {
        const request = await this.store.take(tx);
        if (!request) return false;
        takenId = request.id;
        await this.answer.answer(tx, request);
        return true;
      });
    } catch (error) {
      if (takenId === null) throw error;
      this.log.warn(`A request for a mail failed and will be tried again: ${String(error)}`);
      await this.store.postpone(this.database.pool, takenId, RETRY_SECONDS, MAX_ATTEMPTS);
      return true;
    }
  }
}
