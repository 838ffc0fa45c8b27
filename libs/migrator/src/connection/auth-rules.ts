import { ConnectionRefused } from './connection-refused.js';
import type { Parameters } from './parameters.js';
import type { TlsTry } from './tls-settings.js';

interface AuthMessage {
  readonly name: string;
  readonly mechanisms?: readonly string[];
}

const METHODS: Readonly<Record<string, string>> = {
  authenticationCleartextPassword: 'password',
  authenticationMD5Password: 'md5',
  authenticationSASL: 'scram-sha-256',
};
const BINDING = 'SCRAM-SHA-256-PLUS';

/** Whether the name of the channel goes into the proof of the password, where the server takes it. */
export const bindsChannel = ({ channel_binding: wanted }: Parameters, tls: TlsTry): boolean =>
  tls !== 'none' && wanted !== 'disable';

/**
 * Whether the server may be answered.
 * @throws ConnectionRefused when require_auth or channel_binding says no
 */
export function assertMethod(
  parameters: Parameters,
  message: AuthMessage,
  isEncrypted: boolean,
): void {
  const method = METHODS[message.name];
  if (method === undefined) return;
  const wanted = (parameters['require_auth'] ?? '').split(',').map((each) => each.trim());
  const isAllowed = wanted.some((each) => each === '' || each === method || isOther(each, method));
  if (!isAllowed || wanted.includes(`!${method}`)) {
    throw new ConnectionRefused('AUTH_METHOD', `it asks for the method ${method}, which require_auth does not allow`); // prettier-ignore
  }
  if (parameters['channel_binding'] !== 'require') return;
  if (isEncrypted && message.mechanisms?.includes(BINDING)) return;
  throw new ConnectionRefused(
    'CHANNEL_BINDING',
    'it does not bind the channel, which channel_binding=require demands',
  );
}

const isOther = (each: string, method: string): boolean =>
  each.startsWith('!') && each !== `!${method}`;
