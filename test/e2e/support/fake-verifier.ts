import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Fault = 'hangs' | 'fails' | 'is endless' | 'leads elsewhere' | 'speaks no JSON' | 'trickles';

const MEBIBYTE = 1024 * 1024;

/**
 * A fake siteverify endpoint of Turnstile, hCaptcha and reCAPTCHA: it takes a form, answers JSON, and accepts each
 * token once.
 */
export class FakeVerifier {
  readonly secret = 'the-secret-of-the-widget';
  readonly siteKey = 'the-public-key-of-the-widget';
  readonly calls: URLSearchParams[] = [];
  fault: Fault | null = null;
  /** The answer for valid, unused tokens. */
  says: Record<string, unknown> = { hostname: 'localhost' };
  private readonly used = new Set<string>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeVerifier> {
    const server = createServer((request, answer) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => fake.receive(Buffer.concat(chunks).toString(), answer));
    });
    const fake = new FakeVerifier(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/siteverify`;
  }

  get env(): Record<string, string> {
    return {
      CAPTCHA_SITE_KEY: this.siteKey,
      CAPTCHA_SECRET_KEY: this.secret,
      CAPTCHA_VERIFY_URL: this.url,
      CAPTCHA_TIMEOUT_MS: '1500',
    };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private receive(body: string, answer: ServerResponse): void {
    const fields = new URLSearchParams(body);
    this.calls.push(fields);
    switch (this.fault) {
      case 'hangs':
        return;
      case 'fails':
        answer.writeHead(500).end('{"success":true,"hostname":"localhost"}');
        return;
      case 'is endless':
        answer.end(`{"success":true,"hostname":"localhost","x":"${'x'.repeat(10 * MEBIBYTE)}"}`);
        return;
      case 'leads elsewhere':
        answer.writeHead(307, { location: `${this.url}/elsewhere` }).end();
        return;
      case 'speaks no JSON':
        answer.end('success');
        return;
      case 'trickles': {
        const timer = setInterval(() => answer.write(' '), 50);
        answer.on('close', () => clearInterval(timer));
        return;
      }
      case null:
        answer.setHeader('content-type', 'application/json');
        answer.end(JSON.stringify(this.judge(fields)));
    }
  }

  private judge(fields: URLSearchParams): Record<string, unknown> {
    const token = fields.get('response') ?? '';
    if (fields.get('secret') !== this.secret) return refusal('invalid-input-secret');
    if (!token.startsWith('good-')) return refusal('invalid-input-response');
    if (this.used.has(token)) return refusal('timeout-or-duplicate');
    this.used.add(token);
    return { success: true, 'error-codes': [], ...this.says };
  }
}

const refusal = (code: string) => ({ success: false, 'error-codes': [code] });
