import { ConnectionRefused } from './connection-errors.js';
import type { Parameters } from './parameters.js';
import type { TlsTry } from './tls-settings.js';

interface AuthMessage {
  readonly name: string;
  readonly mechanisms?: readonly string[];
}

const SCRAM = 'scram-sha-256';
const METHODS: Readonly<Record<string, string>> = {
  authenticationCleartextPassword: 'password',
  authenticationMD5Password: 'md5',
  authenticationSASL: SCRAM,
};
const BINDING = 'SCRAM-SHA-256-PLUS';

/** Whether channel binding is part of the password proof, if the server supports it. */
export const bindsChannel = ({ channel_binding: wanted }: Parameters, tls: TlsTry): boolean =>
  tls !== 'none' && wanted !== 'disable';

/** Whether the parameters restrict how a server may authenticate. */
export const demandsProof = (parameters: Parameters): boolean =>
  parameters['require_auth'] !== undefined || parameters['channel_binding'] === 'require';

/** The authentication rules that a server must satisfy, for one connection. */
export class AuthRules {
  private method = 'none';
  private isProven = false;

  constructor(private readonly parameters: Parameters) {}

  /**
   * Checks an authentication message before it is answered, and at the end that the required proof was requested.
   * @throws ConnectionRefused if require_auth or channel_binding forbids it
   */
  assert(message: AuthMessage, isEncrypted: boolean): void {
    if (message.name === 'authenticationSASLFinal') this.isProven = true;
    if (message.name === 'authenticationOk') this.assertProof();
    const method = METHODS[message.name];
    if (method === undefined) return;
    this.method = method;
    this.assertAllowed('it asks for the method');
    if (!this.needsBinding) return;
    if (isEncrypted && message.mechanisms?.includes(BINDING)) return;
    throw notBound();
  }

  private get needsBinding(): boolean {
    return this.parameters['channel_binding'] === 'require';
  }

  /** An impostor can accept a login without asking for a proof, or end the exchange in the middle. */
  private assertProof(): void {
    this.assertAllowed('it lets in with the method');
    if (this.isProven) return;
    if (this.needsBinding) throw notBound();
    if (this.method === SCRAM && this.parameters['require_auth'] !== undefined) {
      throw new ConnectionRefused('AUTH_METHOD', 'it does not prove that it knows the password, which require_auth demands'); // prettier-ignore
    }
  }

  private assertAllowed(what: string): void {
    const { method } = this;
    const wanted = (this.parameters['require_auth'] ?? '').split(',').map((each) => each.trim());
    const isAllowed = wanted.some(
      (each) => each === '' || each === method || isOther(each, method),
    );
    if (isAllowed && !wanted.includes(`!${method}`)) return;
    throw new ConnectionRefused('AUTH_METHOD', `${what} ${method}, which require_auth does not allow`); // prettier-ignore
  }
}

const notBound = (): ConnectionRefused =>
  new ConnectionRefused(
    'CHANNEL_BINDING',
    'it does not bind the channel, which channel_binding=require demands',
  );

const isOther = (each: string, method: string): boolean =>
  each.startsWith('!') && each !== `!${method}`;
