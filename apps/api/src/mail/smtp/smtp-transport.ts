import { readFileSync } from 'node:fs';
import type { ConfigOf } from '#libs/config';
import type { SpanFacts, Traces } from '#libs/operation';
import type { MailMessage, SMTPConnectionOptions, Transport } from 'nodemailer';
import { mailFailure } from '../delivery-failure.js';
import type { mailConfig } from '../mail.config.js';
import { SmtpSession, type SmtpCredentials, type StageLimitsMs } from './smtp-session.js';

type MailConfig = ConfigOf<typeof mailConfig>;

type ResultCallback = Parameters<Transport['send']>[1];

/** RFC 5321 section 4.5.3.2.6 requires a longer timeout here: a client that gives up early may send the mail twice. */
const PATIENCE_FOR_ANSWER = 4;

/** Longer than any stage: the session has its own timers. */
const NEVER_MS = 3_600_000;

/** A nodemailer transport. Each mail has its own connection, so that no mail waits for another. */
export class SmtpTransport implements Transport {
  readonly name = 'SMTP';
  readonly version = '1';
  readonly supportsAbortSignal = true;
  private readonly options: SMTPConnectionOptions;
  private readonly credentials: SmtpCredentials | null;
  private readonly limitsMs: StageLimitsMs;

  constructor(
    config: MailConfig,
    private readonly traces: Traces,
  ) {
    const limitMs = config.timeoutSeconds * 1000;
    this.options = { ...connectionOptions(config), ...timeouts(limitMs) };
    this.limitsMs = { greeting: limitMs, envelope: limitMs, answer: limitMs * PATIENCE_FOR_ANSWER };
    this.credentials =
      config.username === undefined ? null : { user: config.username, pass: config.password ?? '' };
  }

  send(mail: MailMessage, callback: ResultCallback): void {
    this.deliver(mail).then(
      () =>
        callback(null, {
          envelope: mail.message.getEnvelope(),
          messageId: mail.message.messageId(),
        }),
      (error: Error) => callback(error),
    );
  }

  private async deliver({ message, data }: MailMessage): Promise<void> {
    const envelope = message.getEnvelope();
    if (envelope.to.length !== 1) {
      throw mailFailure(true, 'The recipient was read as several');
    }
    const session = new SmtpSession(this.options, this.limitsMs);
    const delivery = {
      credentials: this.credentials,
      envelope,
      content: () => message.createReadStream(),
      signal: data.signal,
    };
    // The span does not belong to the trace of the request that queued the mail.
    await this.traces.alone(sessionSpan(this.options), () => session.send(delivery));
  }
}

/** The span names neither the recipient nor the mail. */
const sessionSpan =
  ({ host = '', port = 0 }: SMTPConnectionOptions): (() => SpanFacts) =>
  () => ({
    name: 'SMTP',
    attributes: {
      'network.protocol.name': 'smtp',
      'server.address': host,
      'server.port': Number(port),
    },
  });

/**
 * `MAIL_USE_TLS` requires STARTTLS: nothing is sent when it is not offered, also when an attacker on the path has removed
 * the offer. Without it STARTTLS is not tried, as in the original service. Certificates are always verified.
 */
function connectionOptions(config: MailConfig): SMTPConnectionOptions {
  const { server, port, useTls, useSsl, tlsCa } = config;
  return {
    host: server ?? 'localhost',
    port: port || (useSsl ? 465 : 587),
    secure: useSsl,
    requireTLS: useTls,
    ignoreTLS: !useTls,
    tls: { minVersion: 'TLSv1.2', ...(tlsCa && { ca: readFileSync(tlsCa) }) },
    socketCloseTimeout: 1000,
  };
}

const timeouts = (limitMs: number): SMTPConnectionOptions => ({
  dnsTimeout: limitMs,
  connectionTimeout: limitMs,
  greetingTimeout: limitMs,
  socketTimeout: NEVER_MS,
});
