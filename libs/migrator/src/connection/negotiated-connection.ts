import type { Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import pg from 'pg';
import { ConnectionRefused } from './connection-errors.js';
import type { TlsTry } from './tls-settings.js';

export interface Negotiation {
  readonly try: TlsTry;
  /** Called only if TLS is used. */
  readonly settings: () => ConnectionOptions;
  /** TLS from the first byte, without a request. */
  readonly isDirect: boolean;
  readonly keepAlive: boolean;
  readonly keepAliveDelayMs: number;
}

/** Members of the driver's connection that its types do not declare. */
interface Inner {
  _connecting: boolean;
  _ending: boolean;
  stream: Socket;
  attachListeners(stream: Socket): void;
}

/** The first byte of a PostgreSQL server: authentication, error, notice or version. */
const FIRST_BYTES = new Set(['R', 'E', 'N', 'v']);
/** The record type of a TLS alert or handshake. */
const TLS_RECORDS = new Set([0x15, 0x16]);
/** The limit of libpq. */
const LONGEST_ERROR = 30_000;
const CLOSING = new Set(['ECONNRESET', 'EPIPE']);

/** The driver's connection with TLS negotiation like libpq, which reports a server that is not PostgreSQL. */
export class NegotiatedConnection extends pg.Connection {
  /** Whether the driver's client requests TLS. */
  readonly asksForTls: boolean;

  constructor(private readonly negotiation: Negotiation) {
    super({});
    this.asksForTls = negotiation.try !== 'none';
  }

  get isEncrypted(): boolean {
    return 'encrypted' in this.inner.stream && this.inner.stream.encrypted === true;
  }

  /** Overrides a method of the driver that its types do not declare. */
  connect(portOrPath: number | string, host?: string): void {
    const { inner, negotiation } = this;
    const { stream } = inner;
    inner._connecting = true;
    stream.setNoDelay(true);
    if (typeof portOrPath === 'string') stream.connect(portOrPath);
    else stream.connect(portOrPath, host ?? 'localhost');
    stream.once('connect', () => {
      if (negotiation.keepAlive) stream.setKeepAlive(true, negotiation.keepAliveDelayMs);
      this.emit('connect');
    });
    stream.on('error', (error: NodeJS.ErrnoException) => this.report(error));
    stream.on('close', () => this.emit('end'));
    if (!this.asksForTls) this.listen(stream);
    else if (negotiation.isDirect) stream.once('connect', () => this.upgrade());
    else stream.once('data', (answer: Buffer) => this.handleAnswer(answer));
  }

  private get inner(): Inner {
    return this as unknown as Inner;
  }

  private report(error: NodeJS.ErrnoException): void {
    if (this.inner._ending && CLOSING.has(error.code ?? '')) return;
    this.emit('error', error);
  }

  /** Handles the answer to the TLS request. Data after a yes was not encrypted and may come from an attacker. */
  private handleAnswer(answer: Buffer): void {
    const word = answer.toString('latin1', 0, 1);
    if (word === 'S' && answer.length === 1) {
      this.upgrade();
    } else if (word === 'N' && answer.length === 1) {
      this.goWithout();
    } else if (word === 'E') {
      this.hearError(answer);
    } else {
      this.refuse(notPostgres(answer));
    }
  }

  /**
   * Handles an error in place of the answer. Like everything before TLS it may come from an attacker: only the error
   * is read, and nothing after it, such as a request for the password.
   */
  private hearError(answer: Buffer): void {
    const { stream } = this.inner;
    const length = answer.length < 5 ? 0 : answer.readInt32BE(1) + 1;
    if (answer.length >= 5 && (length < 5 || length > LONGEST_ERROR)) {
      this.refuse(notPostgres(answer));
    } else if (answer.length < Math.max(length, 5)) {
      stream.once('data', (more: Buffer) => this.hearError(Buffer.concat([answer, more])));
    } else {
      this.listen(stream);
      stream.emit('data', answer.subarray(0, length));
      this.inner._ending = true;
      stream.destroy();
    }
  }

  private goWithout(): void {
    if (this.negotiation.try === 'must') {
      this.refuse(new ConnectionRefused('NO_TLS', 'it speaks no TLS, which sslmode demands'));
      return;
    }
    this.listen(this.inner.stream);
    this.emit('sslconnect');
  }

  private listen(stream: Socket): void {
    stream.once('data', (first: Buffer) => {
      if (FIRST_BYTES.has(first.toString('latin1', 0, 1))) return;
      this.refuse(notPostgres(first));
    });
    this.inner.attachListeners(stream);
  }

  private refuse(error: ConnectionRefused): void {
    this.emit('error', error);
    this.inner._ending = true;
    this.inner.stream.destroy();
  }

  private upgrade(): void {
    const plain = this.inner.stream;
    let secure: TLSSocket;
    try {
      secure = connectTls({ ...this.negotiation.settings(), socket: plain });
    } catch (error) {
      this.refuse(error as ConnectionRefused);
      return;
    }
    let isOpen = false;
    this.inner.stream = secure;
    secure.on('error', (error: NodeJS.ErrnoException) => {
      this.report(isOpen && !error.code?.startsWith('ERR_SSL') ? error : tlsFailure(error));
    });
    // Nothing is sent, not even the user name, before the server is verified.
    secure.once('secureConnect', () => {
      isOpen = true;
      this.listen(secure);
      this.emit('sslconnect');
    });
  }
}

function notPostgres(first: Buffer): ConnectionRefused {
  if (TLS_RECORDS.has(first[0] ?? 0)) {
    return new ConnectionRefused(
      'TLS_ONLY',
      'it speaks TLS from the first byte on; set sslnegotiation=direct with sslmode=require or stricter',
    );
  }
  const text = first.toString('latin1', 0, 5);
  const what = text.startsWith('HTTP') ? 'an HTTP server' : 'another program';
  return new ConnectionRefused('WRONG_PROTOCOL', `${what} answers there, and not PostgreSQL`);
}

/** A broken connection stays as it is; every other error is about a certificate, a version or a cipher. */
function tlsFailure(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ECONNRESET') return error;
  return new ConnectionRefused('TLS_FAILED', `TLS fails: ${describeError(error)}`, {
    cause: error,
  });
}

const WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself; name it in sslrootcert',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is of an authority that sslrootcert does not name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is of an authority that sslrootcert does not name',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is of an authority that sslrootcert does not name',
  UNABLE_TO_GET_CRL: 'sslcrl has no list of the authority that signed its certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is of another host name',
};

const describeError = ({ code = '', message }: NodeJS.ErrnoException): string =>
  WORDS[code] ?? message.split('\n')[0] ?? 'unknown reason';
