import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { HttpClient, type Answer } from '#libs/testing';

/** A certified provider on loopback, without passwords. */
export interface OpenIdServer {
  readonly url: string;
  /** Completes its pages as a user would; answers the URL to which it redirects the browser. */
  consent(authorizationUrl: string, login?: string): Promise<string>;
  close(): Promise<void>;
}

export const CLIENT = { id: 'gatehouse', secret: 'a-secret-of-some-length-for-the-client' };

const PROGRAM = join(import.meta.dirname, 'certified-provider.mjs');
const EXAMPLE = join(import.meta.dirname, '../../../../examples/provider/provider.mjs');

/**
 * `claimsInToken`: the ID token has the claims, as at Google; otherwise only the userinfo endpoint has them. It runs in
 * its own process.
 */
export async function startOpenIdServer(options: {
  readonly redirectUris: readonly string[];
  readonly claimsInToken: boolean;
  readonly login: string;
  /**
   * One provider for each tenant, like Microsoft: `/common` for all, `/mixed` is the second with the issuer of the
   * first.
   */
  readonly tenants?: readonly string[];
}): Promise<OpenIdServer> {
  return started([PROGRAM, JSON.stringify({ ...options, client: CLIENT })], {}, options.login);
}

/** `npm run example:provider`, for a server of this address. */
export function startExampleProvider(gatehouseUrl: string): Promise<OpenIdServer> {
  return started([EXAMPLE], { PROVIDER_PORT: '0', GATEHOUSE_URL: gatehouseUrl }, 'anna');
}

async function started(
  program: readonly string[],
  env: NodeJS.ProcessEnv,
  usual: string,
): Promise<OpenIdServer> {
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'ignore'], env });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (output: Buffer) =>
      resolve(/http:\S+/.exec(output.toString())?.[0] ?? ''),
    );
    child.once('exit', () => reject(new Error('The provider did not start')));
  });
  return {
    url,
    consent: (authorizationUrl, login = usual) => walk(authorizationUrl, url, login),
    close: () => {
      child.kill();
      return ended;
    },
  };
}

const MAX_STEPS = 12;

interface Step {
  readonly url: string;
  /** The fields of a submitted form. */
  readonly body?: string;
}

/** Follows redirects within the provider, and submits each of its forms. */
async function walk(begin: string, home: string, login: string): Promise<string> {
  const client = new HttpClient(home);
  const cookies = new Map<string, string>();
  let step: Step = { url: begin };
  try {
    for (let count = 0; count < MAX_STEPS; count += 1) {
      if (new URL(step.url).origin !== home) return step.url;
      step = nextStep(await take(client, step, cookies), home, login);
    }
  } finally {
    client.hangUp();
  }
  throw new Error('The provider leads nowhere');
}

async function take(
  client: HttpClient,
  { url, body }: Step,
  cookies: Map<string, string>,
): Promise<Answer> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await (body === undefined
    ? client.get(url, { headers: { cookie } })
    : client.call('POST', url, {
        rawBody: body,
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      }));
  for (const line of answer.headers['set-cookie'] ?? []) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    cookies.set(name, value);
  }
  return answer;
}

function nextStep({ status, headers, text }: Answer, home: string, login: string): Step {
  if (headers.location !== undefined) return { url: new URL(headers.location, home).href };
  const action = /action="([^"]+)"/.exec(text)?.[1];
  const prompt = /name="prompt" value="([^"]+)"/.exec(text)?.[1] ?? '';
  if (action === undefined) throw new Error(`No way on: ${status} ${text.slice(0, 300)}`);
  const body = new URLSearchParams({ prompt, login, password: 'any' }).toString();
  return { url: new URL(action, home).href, body };
}
