// A connection that is kept alive, with one request under way: less work than an HTTP client, so that the generator is cheaper
// than the servers.
import { connect } from 'node:net';

const END_OF_HEAD = '\r\n\r\n';
const STATUS_AT = 'HTTP/1.1 '.length;

const LAST_CHUNK = '\r\n0\r\n\r\n';

/** The body as it was sent, with the lengths of its chunks, or `null` when it is not complete. */
const chunkedBody = (rest) => (rest.endsWith(LAST_CHUNK) ? rest : null);

const bodyOf = (rest, length) => (rest.length < length ? null : rest.slice(0, length));

/** The answer in the text, or `null` when it is not complete. @throws Error when its end cannot be known */
export function parseAnswer(text) {
  const end = text.indexOf(END_OF_HEAD);
  if (end === -1) return null;
  const head = text.slice(0, end);
  const rest = text.slice(end + END_OF_HEAD.length);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined && !/\r\ntransfer-encoding: *chunked/i.test(head)) {
    throw new Error(`An answer whose end cannot be known: ${head}`);
  }
  const body = length === undefined ? chunkedBody(rest) : bodyOf(rest, Number(length));
  return body === null ? null : { status: Number(head.slice(STATUS_AT, STATUS_AT + 3)), body };
}

export class Connection {
  #received = '';
  #waiting = null;

  constructor(port) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    // One character a byte, so that lengths are those of Content-Length.
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text) => this.#receive(text));
    this.socket.on('error', (error) => this.#fail(error));
    this.socket.on('close', () => this.#fail(new Error('The server closed the connection')));
  }

  send(text) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.socket.write(text);
    });
  }

  close() {
    this.socket.destroy();
  }

  #receive(text) {
    this.#received = this.#received === '' ? text : this.#received + text;
    try {
      const answer = parseAnswer(this.#received);
      if (!answer) return;
      this.#received = '';
      const { resolve } = this.#waiting;
      this.#waiting = null;
      resolve(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error) {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}
