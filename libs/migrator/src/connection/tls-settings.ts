import { existsSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  checkServerIdentity,
  createSecureContext,
  type ConnectionOptions,
  type SecureVersion,
} from 'node:tls';
import { ConnectionRefused } from './connection-errors.js';
import type { ConnectionPlan, Host } from './connection-plan.js';
import type { Parameters } from './parameters.js';

/** Whether TLS is used, and whether it is required. */
export type TlsTry = 'none' | 'if-offered' | 'must';

/** The attempts in order, each on a new connection; a socket in a folder never uses TLS. */
export function tlsTriesOf({ parameters }: ConnectionPlan, { isSocket }: Host): TlsTry[] {
  const mode = modeOf(parameters);
  if (isSocket || mode === 'disable') return ['none'];
  if (mode === 'allow') return ['none', 'must'];
  return mode === 'prefer' ? ['if-offered', 'none'] : ['must'];
}

const isSystem = ({ sslrootcert }: Parameters): boolean => sslrootcert === 'system';

const modeOf = (parameters: Parameters): string =>
  parameters['sslmode'] ?? (isSystem(parameters) ? 'verify-full' : 'prefer');

/** The default path of libpq. */
const ownFile = (name: string): string =>
  process.platform === 'win32'
    ? join(homedir(), 'AppData', 'Roaming', 'postgresql', name)
    : join(homedir(), '.postgresql', name);

interface WantedFile {
  readonly parameter: string;
  readonly named: string | undefined;
  readonly usual: string;
}

/** The named file, or the default one if it exists; otherwise `null`. */
function findFile({ named, usual }: WantedFile): string | null {
  if (named !== undefined) return named;
  const file = ownFile(usual);
  return existsSync(file) ? file : null;
}

function readFile(wanted: WantedFile, isPrivate = false): Buffer | null {
  const file = findFile(wanted);
  if (file === null) return null;
  try {
    if (isPrivate) assertPrivate(file);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof ConnectionRefused) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new ConnectionRefused('TLS_FILE', `${wanted.parameter} names ${file}, which cannot be read (${code ?? 'unknown reason'})`); // prettier-ignore
  }
}

/** Checks permissions as libpq does: 0600, or 0640 if it belongs to root. */
function assertPrivate(file: string): void {
  if (process.platform === 'win32') return;
  const { mode, uid } = statSync(file);
  if ((mode & (uid === 0 ? 0o027 : 0o077)) === 0) return;
  throw new ConnectionRefused(
    'TLS_FILE',
    `sslkey names ${file}, which others may read; chmod 600 it`,
  );
}

/** The authorities that the system's programs trust, in addition to those of Node.js. */
const SYSTEM_LISTS = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

function authoritiesOf(parameters: Parameters): Buffer | null {
  if (isSystem(parameters)) return null;
  const named = parameters['sslrootcert'];
  const mode = modeOf(parameters);
  const usual = 'root.crt';
  const found = readFile({ parameter: 'sslrootcert', named, usual });
  if (found !== null || !mode.startsWith('verify-')) return found;
  throw new ConnectionRefused(
    'TLS_FILE',
    `sslmode=${mode} needs the certificate of an authority: name its file in sslrootcert, or sslrootcert=system`,
  );
}

function clientCertificate(parameters: Parameters): ConnectionOptions {
  if (parameters['sslcertmode'] === 'disable') return {};
  const { sslcert, sslkey, sslpassword } = parameters;
  const cert = readFile({ parameter: 'sslcert', named: sslcert, usual: 'postgresql.crt' });
  if (cert === null) return {};
  const key = readFile({ parameter: 'sslkey', named: sslkey, usual: 'postgresql.key' }, true);
  if (key === null) throw new ConnectionRefused('TLS_FILE', 'sslcert needs its key, in sslkey');
  return { cert, key, ...(sslpassword !== undefined && { passphrase: sslpassword }) };
}

function contextOf(options: ConnectionOptions, isSystemList: boolean) {
  try {
    const context = createSecureContext(options);
    const list = isSystemList ? SYSTEM_LISTS.find((file) => existsSync(file)) : undefined;
    if (list !== undefined) addTo(context, readFileSync(list));
    return context;
  } catch (error) {
    const { message } = error as Error;
    throw new ConnectionRefused('TLS_FILE', `the files for TLS cannot be used (${message})`, {
      cause: error,
    });
  }
}

/** Adds authorities as Node.js does for `ca`; the option `ca` would replace its own list. */
function addTo({ context }: ReturnType<typeof createSecureContext>, list: Buffer): void {
  (context as { addCACert(pem: Buffer): void }).addCACert(list);
}

/**
 * TLS settings of a host: with a list of authorities the chain is always checked, and with `verify-full` the name too;
 * without one nothing is.
 * @throws ConnectionRefused if a file cannot be used
 */
export function tlsSettingsOf({ parameters }: ConnectionPlan, host: Host): ConnectionOptions {
  const ca = authoritiesOf(parameters);
  const isChecked = ca !== null || isSystem(parameters);
  const crl = isChecked
    ? readFile({ parameter: 'sslcrl', named: parameters['sslcrl'], usual: 'root.crl' })
    : null;
  const context = contextOf(
    {
      ...(ca && { ca }),
      ...(crl && { crl }),
      ...clientCertificate(parameters),
      minVersion: (parameters['ssl_min_protocol_version'] ?? 'TLSv1.2') as SecureVersion,
      ...(parameters['ssl_max_protocol_version'] && {
        maxVersion: parameters['ssl_max_protocol_version'] as SecureVersion,
      }),
    },
    isSystem(parameters),
  );
  const isNameChecked = modeOf(parameters) === 'verify-full';
  return {
    secureContext: context,
    rejectUnauthorized: isChecked,
    checkServerIdentity: (_, certificate) =>
      isNameChecked ? checkServerIdentity(host.name, certificate) : undefined,
    ...(parameters['sslsni'] !== '0' && isIP(host.name) === 0 && { servername: host.name }),
    ...(parameters['sslnegotiation'] === 'direct' && { ALPNProtocols: ['postgresql'] }),
  };
}
