import { createSocket, type Socket } from 'node:dgram';
import { createServer, type AddressInfo, type Server } from 'node:net';

/** What the server does for a name: the texts of its TXT records, each as the strings of one record, or a failure. */
export type DnsReply = readonly (readonly string[])[] | 'nxdomain' | 'servfail' | 'silence';

const TXT = 16;
const HEADER = 12;
/** What a client takes over UDP for certain. */
const UDP_MOST = 512;
const CODES = { none: 0, servfail: 2, nxdomain: 3 } as const;

/** The name of the question, in lower case, and where the question ends. */
function questionOf(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

function recordOf(strings: readonly string[]): Buffer {
  const data = strings.map((text) => Buffer.from([text.length, ...Buffer.from(text, 'latin1')]));
  const body = Buffer.concat(data);
  const head = Buffer.alloc(HEADER);
  // A pointer to the name of the question, type, class IN, 0 seconds to live.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(body.length, 10);
  return Buffer.concat([head, body]);
}

function answerTo(query: Buffer, reply: Exclude<DnsReply, 'silence'>, isTruncated = false): Buffer {
  const { end } = questionOf(query);
  const records = typeof reply === 'string' || isTruncated ? [] : reply.map(recordOf);
  const head = Buffer.alloc(HEADER);
  query.copy(head, 0, 0, 2);
  const code = typeof reply === 'string' ? CODES[reply] : CODES.none;
  head.writeUInt16BE(0x8180 | (isTruncated ? 0x0200 : 0) | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, query.subarray(HEADER, end), ...records]);
}

/** A DNS server on the loopback, over UDP, and over TCP for long answers. A name without a reply does not exist. */
export class DnsServer {
  readonly replies = new Map<string, DnsReply>();
  /** The names that were asked for. */
  readonly asked: string[] = [];

  private constructor(
    private readonly udp: Socket,
    private readonly tcp: Server,
  ) {}

  static async start(): Promise<DnsServer> {
    const server = new DnsServer(createSocket('udp4'), createServer());
    const { udp, tcp } = server;
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => udp.bind(server.port, '127.0.0.1', resolve));
    udp.on('message', (query, { port, address }) => {
      const reply = server.replyTo(query);
      if (reply === 'silence') return;
      const whole = answerTo(query, reply);
      const sent = whole.length > UDP_MOST ? answerTo(query, reply, true) : whole;
      udp.send(sent, port, address);
    });
    tcp.on('connection', (connection) => {
      connection.on('error', () => connection.destroy());
      connection.on('data', (data: Buffer) => {
        const query = data.subarray(2);
        const reply = server.replyTo(query);
        if (reply === 'silence') return;
        const answer = answerTo(query, reply);
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length, 0);
        connection.end(Buffer.concat([length, answer]));
      });
    });
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.udp.close(resolve));
    await new Promise((resolve) => this.tcp.close(resolve));
  }

  private get port(): number {
    return (this.tcp.address() as AddressInfo).port;
  }

  private replyTo(query: Buffer): DnsReply {
    const { name } = questionOf(query);
    this.asked.push(name);
    return this.replies.get(name) ?? 'nxdomain';
  }
}
