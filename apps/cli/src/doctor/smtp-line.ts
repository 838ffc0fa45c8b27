import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** The server refused a step, or did not answer it. */
export class SmtpStepFailed extends Error {
  constructor(
    readonly step: string,
    reason: string,
  ) {
    super(`${step}: ${reason}`);
  }
}

export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  readonly security: 'none' | 'starttls' | 'tls';
  readonly ca: string | undefined;
  /** How long each step may take. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 10_000;
const ANSWER_MAX = 65_536;
const END = /(?:^|\n)(\d{3}) [^\n]*\r?\n$/;

const nameOf = (host: string) => (isIP(host) ? { host } : { host, servername: host });

/** A connection to a mail server. A step that is not answered in time throws an error that names the step. */
export class SmtpLine {
  private constructor(
    private socket: Socket,
    private readonly address: SmtpAddress,
  ) {}

  /** @throws SmtpStepFailed */
  static async open(address: SmtpAddress): Promise<SmtpLine> {
    const { host, port, security, ca } = address;
    const isSecure = security === 'tls';
    const socket = isSecure
      ? connectTls({ port, ...nameOf(host), ...(ca !== undefined && { ca }) })
      : connectPlain({ host, port });
    const line = new SmtpLine(socket, address);
    await line.settled(isSecure ? 'secureConnect' : 'connect', 'connection');
    return line;
  }

  /** Upgrades the connection to TLS. */
  async secure(): Promise<void> {
    const { host, ca } = this.address;
    const options = { socket: this.socket, ...nameOf(host), ...(ca !== undefined && { ca }) };
    this.socket = connectTls(options);
    await this.settled('secureConnect', 'STARTTLS');
  }

  /** Sends a line and returns the whole answer. `step` is the part of the line that may be shown. */
  say(line: string, step = line): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.expect(step);
  }

  /** Waits for the answer to a step. @throws SmtpStepFailed when it is a refusal, or none arrives in time */
  expect(step: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      const { socket } = this;
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        socket.off('data', onData).off('close', onClose);
        settle();
      };
      const fail = (reason: string): void => finish(() => reject(new SmtpStepFailed(step, reason)));
      const onClose = (): void => fail('the server hung up');
      const onData = (chunk: Buffer): void => {
        text += chunk.toString();
        const code = END.exec(text)?.[1];
        if (code === undefined)
          return text.length > ANSWER_MAX ? fail('the answer has no end') : undefined;
        if (/^[23]/.test(code)) finish(() => resolve(text));
        else fail(text.trim().slice(0, 300));
      };
      const timer = setTimeout(() => fail(this.silence), this.patienceMs);
      socket.on('data', onData).on('close', onClose);
    });
  }

  close(): void {
    this.socket.end('QUIT\r\n');
    this.socket.destroy();
  }

  private get patienceMs(): number {
    return this.address.patienceMs ?? PATIENCE_MS;
  }

  private get silence(): string {
    return `no answer within ${this.patienceMs / 1000} s`;
  }

  /** A server that stops answering in the middle of a handshake causes no event. */
  private settled(event: string, step: string): Promise<void> {
    const { socket } = this;
    // Data that arrives between two steps belongs to the next one.
    socket.on('error', () => undefined);
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        socket.off('error', onError).off('close', onClose).off(event, onDone);
        settle();
      };
      const fail = (reason: string): void =>
        finish(() => {
          socket.destroy();
          reject(new SmtpStepFailed(step, reason));
        });
      const onError = ({ message, code }: NodeJS.ErrnoException): void =>
        fail(message || code || 'failed');
      const onClose = (): void => fail('the server hung up');
      const onDone = (): void => finish(resolve);
      const timer = setTimeout(() => fail(this.silence), this.patienceMs);
      socket.on('error', onError).on('close', onClose).on(event, onDone);
    });
  }
}
