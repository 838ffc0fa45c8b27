import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#libs/database';
import { ended, endWithUs, selfSignedCertificate } from '#libs/testing';
import type { ProxyName } from './deployed-proxy.js';

const PAGE = join(import.meta.dirname, '../../docs/running.md');

/** The only block of the page in this language. */
export function documented(language: string): string {
  const blocks = readFileSync(PAGE, 'utf8').split(`\`\`\`${language}\n`);
  if (blocks.length !== 2) throw new Error(`docs/running.md has not one block of ${language}`);
  return blocks[1]!.slice(0, blocks[1]!.indexOf('```'));
}

interface Places {
  readonly plain: number;
  readonly tls: number;
  readonly upstream: string;
  readonly folder: string;
}

interface Kind {
  readonly program: string;
  readonly check: (file: string) => string[];
  readonly run: (file: string) => string[];
  /** What must be another on the machine of a test: where it listens, whom it asks, where its certificate is. */
  readonly replaced: (places: Places) => [string, string][];
  /** The file of which the text is a part, where it is one. */
  readonly whole: (text: string, folder: string) => string;
}

const UPSTREAM = '127.0.0.1:5000';

const KINDS: Readonly<Record<ProxyName, Kind>> = {
  haproxy: {
    program: '/usr/sbin/haproxy',
    check: (file) => ['-c', '-f', file],
    run: (file) => ['-db', '-f', file],
    replaced: ({ plain, tls, upstream, folder }) => [
      ['bind :80\n', `bind 127.0.0.1:${plain}\n`],
      ['bind :443 ', `bind 127.0.0.1:${tls} `],
      ['/etc/haproxy/auth.example.com.pem', `${folder}/both.pem`],
      [UPSTREAM, upstream],
    ],
    whole: (text) => text,
  },
  nginx: {
    program: '/usr/sbin/nginx',
    check: (file) => ['-t', '-c', file],
    run: (file) => ['-g', 'daemon off;', '-c', file],
    replaced: ({ plain, tls, upstream, folder }) => [
      ['listen 80;', `listen 127.0.0.1:${plain};`],
      ['listen 443 ssl;', `listen 127.0.0.1:${tls} ssl;`],
      ['/etc/nginx/auth.example.com.crt', `${folder}/cert.pem`],
      ['/etc/nginx/auth.example.com.key', `${folder}/key.pem`],
      [UPSTREAM, upstream],
    ],
    whole: (text, folder) => `
      pid ${folder}/nginx.pid; error_log ${folder}/error.log;
      events {}
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
          .map((name) => `${name}_temp_path ${folder}/${name};`)
          .join(' ')}
        ${text}
      }`,
  },
};

/** A proxy that runs the example of docs/running.md. */
export class DocumentedProxy {
  private constructor(
    readonly plainPort: number,
    readonly tlsPort: number,
    /** PEM, for clients to trust. */
    readonly certificate: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** `instance`: host and port. @throws Error when the program finds a fault in the text, or a replaced line is gone */
  static async start(name: ProxyName, instance: string, tls: number): Promise<DocumentedProxy> {
    const { program, check, run, replaced, whole } = KINDS[name];
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-documented-'));
    const { key, cert } = selfSignedCertificate();
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key);
    writeFileSync(join(folder, 'both.pem'), cert + key);
    const plain = await freePort();
    let text = documented(name);
    for (const [from, to] of replaced({ plain, tls, upstream: instance, folder })) {
      if (!text.includes(from)) throw new Error(`docs/running.md has no “${from}” any more`);
      text = text.replace(from, to);
    }
    const path = join(folder, 'proxy.conf');
    writeFileSync(path, whole(text, folder));
    const found = spawnSync(program, check(path), { encoding: 'utf8' });
    if (found.status !== 0) throw new Error(`${found.stdout}${found.stderr}`);
    const child = spawn(program, run(path), { stdio: 'ignore' });
    endWithUs(child);
    return new DocumentedProxy(plain, tls, cert, child, folder);
  }

  /** Where its certificate is, as a file. */
  get certificateFile(): string {
    return join(this.folder, 'cert.pem');
  }

  async stop(): Promise<void> {
    const end = ended(this.child);
    this.child.kill('SIGTERM');
    await end;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
