import { get as getPlain, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { get as getTls } from 'node:https';

const TIMEOUT_MS = 5_000;
const TEXT_MAX = 65_536;

export interface Answered {
  readonly status: number;
  readonly date: string | undefined;
  /** The local port of the request. */
  readonly localPort: number | undefined;
  /** The answer's JSON; empty when it is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends one GET; follows no redirect. */
export function ask(url: string, headers: OutgoingHttpHeaders = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage): void => {
      let text = '';
      const { localPort } = answer.socket;
      answer.on('data', (chunk: Buffer) =>
        text.length < TEXT_MAX ? (text += chunk.toString()) : undefined,
      );
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode: status = 0, headers: said } = answer;
        resolve({ status, date: said.date, localPort, body: toObject(text) });
      });
    };
    const get = url.startsWith('https:') ? getTls : getPlain;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    get(url, { signal, headers, agent: false }, onAnswer).on('error', reject);
  });
}

function toObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
