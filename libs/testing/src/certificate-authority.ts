import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './test-run.js';

/** A certificate and its key, as PEM files and texts. */
export interface IssuedCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority for tests, with certificates and a revocation list, made by openssl. */
export class CertificateAuthority {
  private readonly folder = temporaryFolder('authority');
  /** The certificate of the authority, which clients must trust. */
  readonly certFile = join(this.folder, 'ca.crt');
  private readonly keyFile = join(this.folder, 'ca.key');
  private readonly configFile = join(this.folder, 'ca.cnf');

  constructor(name = 'Test authority') {
    this.openssl(['req', '-x509', '-days', '2', '-subj', `/CN=${name}`, ...this.newKey('ca.key'), '-out', this.certFile]); // prettier-ignore
    writeFileSync(join(this.folder, 'index.txt'), '');
    writeFileSync(join(this.folder, 'serial'), '01\n');
    writeFileSync(
      this.configFile,
      [
        '[ca]',
        'default_ca = own',
        '[own]',
        `database = ${join(this.folder, 'index.txt')}`,
        `new_certs_dir = ${this.folder}`,
        `serial = ${join(this.folder, 'serial')}`,
        'default_md = sha256',
        'default_days = 2',
        'default_crl_days = 2',
        'policy = any',
        '[any]',
        'commonName = supplied',
        '',
      ].join('\n'),
    );
  }

  /** @param names subject alternative names: `DNS:localhost`, `IP:127.0.0.1` */
  issue(name: string, names: readonly string[] = []): IssuedCertificate {
    const place = (suffix: string) => join(this.folder, `${name}.${suffix}`);
    this.openssl(['req', '-new', '-subj', `/CN=${name}`, ...this.newKey(`${name}.key`), '-out', place('csr')]); // prettier-ignore
    writeFileSync(place('ext'), names.length > 0 ? `subjectAltName=${names.join(',')}\n` : '');
    this.openssl([
      ...['ca', '-batch', '-notext', '-config', this.configFile],
      ...['-cert', this.certFile, '-keyfile', this.keyFile],
      ...['-in', place('csr'), '-out', place('crt'), '-extfile', place('ext')],
    ]);
    const read = (file: string) => readFileSync(file, 'utf8');
    const [certFile, keyFile] = [place('crt'), place('key')];
    return { certFile, keyFile, cert: read(certFile), key: read(keyFile) };
  }

  /** Encrypts the key of a certificate with a password; returns the file. */
  encryptKey({ keyFile }: IssuedCertificate, password: string): string {
    const out = `${keyFile}.encrypted`;
    this.openssl(['ec', '-aes256', '-passout', `pass:${password}`, '-in', keyFile, '-out', out]);
    execFileSync('chmod', ['600', out]);
    return out;
  }

  /** Revokes certificates; returns the file of the revocation list. */
  revoke(...certificates: readonly IssuedCertificate[]): string {
    const own = ['ca', '-config', this.configFile, '-cert', this.certFile, '-keyfile', this.keyFile]; // prettier-ignore
    for (const { certFile } of certificates) this.openssl([...own, '-revoke', certFile]);
    const file = join(this.folder, 'crl.pem');
    this.openssl([...own, '-gencrl', '-out', file]);
    return file;
  }

  private newKey(file: string): string[] {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    return [...key, '-keyout', join(this.folder, file)];
  }

  private openssl(args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}
