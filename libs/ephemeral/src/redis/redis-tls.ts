import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** How the certificate of Redis is verified: chain and name, the chain alone, or not at all. */
export const REDIS_TLS_VERIFY = ['full', 'ca', 'none'] as const;

export interface RedisTlsSettings {
  readonly tlsVerify?: (typeof REDIS_TLS_VERIFY)[number];
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly keyPassword?: string | undefined;
}

/** The TLS settings that name a file which cannot be read. */
export function unreadableFiles({ caFile, certFile, keyFile }: RedisTlsSettings) {
  const files = Object.entries({
    REDIS_CA_FILE: caFile,
    REDIS_CERT_FILE: certFile,
    REDIS_KEY_FILE: keyFile,
  });
  return files.flatMap(([name, file]) => {
    if (file === undefined) return [];
    try {
      readFileSync(file);
      return [];
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
      return [{ name, message: `names a file that cannot be read (${code})` }];
    }
  });
}

/** @param host the name that the certificate must have; `null` with several hosts, each with its own certificate */
export function tlsOf(settings: RedisTlsSettings, host: string | null): ConnectionOptions {
  const { tlsVerify, caFile, certFile, keyFile, keyPassword } = settings;
  return {
    ...(caFile && { ca: readFileSync(caFile) }),
    ...(certFile && { cert: readFileSync(certFile) }),
    ...(keyFile && { key: readFileSync(keyFile) }),
    ...(keyPassword && { passphrase: keyPassword }),
    ...(host !== null && isIP(host) === 0 && { servername: host }),
    ...(tlsVerify === 'none' && { rejectUnauthorized: false }),
    ...(tlsVerify === 'ca' && { checkServerIdentity: () => undefined }),
  };
}
