import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The state of a mail transaction when the server answers. */
export interface SmtpMoment {
  /** The command line, or the whole content at `TEXT`. */
  readonly said: string;
  /** The recipient of the present mail; empty before RCPT. */
  readonly recipient: string;
}

/** A reply; `null` for the default one, `'cut'` to disconnect, `'silence'` to send none. */
export type SmtpReply = string | null;

/** Replies by verb: `CONNECT`, `EHLO`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `TEXT` and others. */
export type SmtpScript = Readonly<Record<string, (moment: SmtpMoment) => SmtpReply>>;

const USUAL: Readonly<Record<string, string>> = {
  CONNECT: '220 scripted.test',
  AUTH: '235 2.7.0 welcome',
  DATA: '354 go on',
  QUIT: '221 bye',
  STARTTLS: '502 5.5.1 not here',
};

/** A mail server with scripted replies that records every received line. */
export class ScriptedSmtp {
  script: SmtpScript = {};
  /** Extensions that EHLO offers. */
  offers: readonly string[] = [];
  readonly lines: string[] = [];
  /** Recipients of the accepted mails, in order. */
  readonly taken: string[] = [];
  readonly texts: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(): Promise<ScriptedSmtp> {
    const scripted = new ScriptedSmtp(createServer());
    await new Promise<void>((resolve) => scripted.server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get env(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      MAIL_SERVER: '127.0.0.1',
      MAIL_PORT: String(port),
      MAIL_DEFAULT_SENDER: 'gatehouse@example.test',
    };
  }

  /** The lines that begin with a verb. */
  heard(verb: string): string[] {
    return this.lines.filter((line) => line.toUpperCase().startsWith(verb));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
    let buffered = '';
    let isText = false;
    let recipient = '';
    const reply = (verb: string, said: string): string => {
      const given = this.script[verb]?.({ said, recipient }) ?? this.usual(verb);
      if (given === 'cut') socket.destroy();
      else if (given !== 'silence') socket.write(`${given}\r\n`);
      return given;
    };
    const hear = (line: string): void => {
      this.lines.push(line);
      const verb = line.split(/[ :]/, 1)[0]!.toUpperCase();
      if (verb === 'RCPT') recipient = /<(.*)>/.exec(line)?.[1] ?? '';
      isText = reply(verb, line).startsWith('354');
      if (verb === 'QUIT') socket.end();
    };
    const hearText = (text: string): void => {
      isText = false;
      if (!reply('TEXT', text).startsWith('2')) return;
      this.taken.push(recipient);
      this.texts.push(text);
    };
    socket.on('data', (chunk: Buffer) => {
      buffered += chunk.toString('utf8');
      for (;;) {
        const end = isText ? buffered.indexOf('\r\n.\r\n') : buffered.indexOf('\r\n');
        if (end < 0) return;
        const said = buffered.slice(0, end);
        buffered = buffered.slice(end + (isText ? 5 : 2));
        if (isText) hearText(said);
        else hear(said);
      }
    });
    reply('CONNECT', '');
  }

  private usual(verb: string): string {
    if (verb !== 'EHLO') return USUAL[verb] ?? '250 2.0.0 fine';
    const lines = ['scripted.test', ...this.offers];
    return lines.map((line, n) => `250${n < lines.length - 1 ? '-' : ' '}${line}`).join('\r\n');
  }
}
