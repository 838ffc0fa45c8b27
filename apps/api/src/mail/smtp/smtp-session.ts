import type { Readable } from 'node:stream';
import type { SMTPConnectionOptions, SMTPEnvelope } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { toDeliveryFailure, type SmtpStage } from './smtp-failure.js';
import { needsSmtpUtf8, SmtpOffers } from './smtp-offers.js';

export interface SmtpCredentials {
  readonly user: string;
  readonly pass: string;
}

/** How long each stage may take. */
export type StageLimitsMs = Readonly<Record<SmtpStage, number>>;

/** One mail to deliver. */
export interface SmtpDelivery {
  readonly credentials: SmtpCredentials | null;
  readonly envelope: SMTPEnvelope;
  readonly content: () => Readable;
  readonly signal: AbortSignal | undefined;
}

type Done = (error?: Error | null) => void;

/**
 * An SMTP session for one mail. The transport of nodemailer does not report at which stage a connection was lost, and
 * that decides whether the failure concerns the server or the mail.
 */
export class SmtpSession {
  private readonly connection: SMTPConnection;
  private stage: SmtpStage = 'greeting';
  private note: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private fail: (error: Error) => void = () => undefined;

  constructor(
    options: SMTPConnectionOptions,
    private readonly limitsMs: StageLimitsMs,
  ) {
    this.connection = new SMTPConnection(options);
  }

  /**
   * Resolves when the server has accepted the mail.
   * @throws DeliveryFailure
   */
  async send(mail: SmtpDelivery): Promise<void> {
    const onAbort = () => this.abort();
    const lost = new Promise<never>((_resolve, reject) => (this.fail = reject));
    mail.signal?.addEventListener('abort', onAbort, { once: true });
    this.connection.on('error', (error: Error) => this.fail(error));
    try {
      if (mail.signal?.aborted) onAbort();
      await Promise.race([lost, this.deliver(mail)]);
    } catch (error) {
      const isInternational = needsSmtpUtf8(mail.envelope.to);
      throw toDeliveryFailure(error, { stage: this.stage, isInternational, note: this.note });
    } finally {
      clearTimeout(this.timer);
      mail.signal?.removeEventListener('abort', onAbort);
      this.connection.close();
    }
  }

  private async deliver({ credentials, envelope, content }: SmtpDelivery): Promise<void> {
    this.enter('greeting');
    await answered((done) => this.connection.connect(done));
    const offers = new SmtpOffers(this.connection);
    if (credentials) await this.signIn(credentials, offers);
    offers.assertTakes(envelope);
    this.enter('envelope');
    const stream = content();
    stream.once('end', () => this.enter('answer'));
    await answered((done) => this.connection.send(envelope, stream, done));
    this.connection.quit();
  }

  /** A server that does not offer AUTH does not get the password; it may accept mails without authentication. */
  private async signIn(credentials: SmtpCredentials, offers: SmtpOffers): Promise<void> {
    if (!offers.canSignIn()) {
      this.note = 'the server offers no sign-in, so MAIL_USERNAME was not used';
      return;
    }
    const auth = { ...credentials, credentials };
    await answered((done) => this.connection.login(auth, done));
  }

  /** Does not abort in the stage `answer`: the server has the whole mail, and another attempt could deliver it twice. */
  private abort(): void {
    if (this.stage !== 'answer') this.fail(new Error('The attempt was called off'));
  }

  private enter(stage: SmtpStage): void {
    this.stage = stage;
    clearTimeout(this.timer);
    const limitMs = this.limitsMs[stage];
    const message = `No answer within ${limitMs / 1000} s`;
    this.timer = setTimeout(() => this.fail(new Error(message)), limitMs);
  }
}

function answered(ask: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    ask((error) => (error ? reject(error) : resolve()));
  });
}
