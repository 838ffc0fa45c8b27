import type { AddressInfo } from 'node:net';
import PostalMime, { type Mailbox } from 'postal-mime';
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerAuthenticationResponse,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import { eventually } from './eventually.js';
import { selfSignedCertificate, type Certificate } from './self-signed-certificate.js';

/**
 * `accept`: accepts mails. `defer`: responds 451 (try later). `reject`: responds 550 (permanent). `hang`: receives the
 * mail and never responds. `drop`: receives the mail and closes the connection before the response.
 */
export type SmtpMode = 'accept' | 'defer' | 'reject' | 'hang' | 'drop';

export interface SmtpSinkOptions {
  readonly auth?: { readonly user: string; readonly pass: string };
  /** Plain by default; with TLS the certificate is `certificate.cert`. */
  readonly security?: 'none' | 'starttls' | 'tls';
  readonly mode?: SmtpMode;
  /** The port, such as that of a closed sink. */
  readonly port?: number;
}

export interface ReceivedMail {
  /** The recipients of the envelope. */
  readonly recipients: readonly string[];
  readonly from?: { readonly value: readonly Mailbox[] };
  readonly subject?: string;
  readonly messageId?: string;
  readonly text?: string;
  readonly html?: string;
  /** Headers by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly raw: string;
}

async function read(raw: string, recipients: readonly string[]): Promise<ReceivedMail> {
  const { from, subject, messageId, text, html, headers } = await PostalMime.parse(raw);
  const lines = headers.map(({ key, value }): [string, string] => [key, value]);
  return {
    recipients,
    ...(from?.address !== undefined && { from: { value: [from] } }),
    ...(subject !== undefined && { subject }),
    ...(messageId !== undefined && { messageId }),
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    headers: new Map(lines),
    raw,
  };
}

/** A mail server on loopback that stores received mails. */
export class SmtpSink {
  mode: SmtpMode;
  /** The accepted mails, in order. */
  readonly mails: ReceivedMail[] = [];
  /** The number of offered mails, whether accepted or not. */
  attempts = 0;
  readonly certificate: Certificate = selfSignedCertificate();
  private readonly server: SMTPServer;

  private constructor(private readonly options: SmtpSinkOptions) {
    const { security = 'none', auth, mode = 'accept' } = options;
    this.mode = mode;
    this.server = new SMTPServer({
      ...(security === 'none' ? {} : this.certificate),
      secure: security === 'tls',
      authOptional: auth === undefined,
      disabledCommands: [
        ...(security === 'starttls' ? [] : ['STARTTLS']),
        ...(auth === undefined ? ['AUTH'] : []),
      ],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      closeTimeout: 100,
      onAuth: (given, _session, answer) => this.authenticate(given, answer),
      onData: (stream, session, answer) => void this.receive(stream, session, answer),
    });
    // Clients that disconnect are part of the tests.
    this.server.on('error', () => undefined);
  }

  static async start(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
    const sink = new SmtpSink(options);
    await new Promise<void>((resolve, reject) => {
      sink.server.once('error', reject);
      sink.server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return sink;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** The settings with which a server sends mail to this sink. */
  get env(): Record<string, string> {
    const { security = 'none', auth } = this.options;
    return {
      MAIL_SERVER: '127.0.0.1',
      MAIL_PORT: String(this.port),
      MAIL_USE_TLS: String(security === 'starttls'),
      MAIL_USE_SSL: String(security === 'tls'),
      ...(auth && { MAIL_USERNAME: auth.user, MAIL_PASSWORD: auth.pass }),
      MAIL_DEFAULT_SENDER: 'gatehouse@example.test',
    };
  }

  /** The mails to one address, newest last. */
  to(address: string): readonly ReceivedMail[] {
    return this.mails.filter(({ recipients }) => recipients.includes(address));
  }

  /** Waits for the first mail that matches. */
  waitFor(
    fits: (mail: ReceivedMail) => boolean = () => true,
    deadlineMs = 10_000,
  ): Promise<ReceivedMail> {
    return eventually(() => {
      const found = this.mails.find(fits);
      if (found) return found;
      const subjects = this.mails.map(({ subject }) => subject);
      throw new Error(`No such mail; there are: ${JSON.stringify(subjects)}`);
    }, deadlineMs);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private authenticate(
    given: SMTPServerAuthentication,
    answer: (error: Error | null, response?: SMTPServerAuthenticationResponse) => void,
  ): void {
    const { auth } = this.options;
    if (auth && given.username === auth.user && given.password === auth.pass) {
      answer(null, { user: auth.user });
    } else {
      answer(Object.assign(new Error('Wrong user or password'), { responseCode: 535 }));
    }
  }

  private async receive(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    answer: (error?: Error | null) => void,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of stream) chunks.push(chunk as Buffer);
    } catch {
      // The sender disconnected during the mail: nothing was received.
      return;
    }
    this.attempts += 1;
    const refusals = { defer: 451, reject: 550 } as const;
    switch (this.mode) {
      case 'accept': {
        const raw = Buffer.concat(chunks).toString('utf8');
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        this.mails.push(await read(raw, recipients));
        return answer();
      }
      case 'defer':
      case 'reject':
        return answer(
          Object.assign(new Error('As the test wishes'), { responseCode: refusals[this.mode] }),
        );
      case 'drop':
        this.server.connections.forEach((connection) => closeNow(connection));
        return;
      case 'hang':
        return;
    }
  }
}

function closeNow(connection: unknown): void {
  (connection as { _socket?: { destroy(): void } })._socket?.destroy();
}

export function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  return SmtpSink.start(options);
}
