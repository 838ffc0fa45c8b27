import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '#libs/database';
import { nginxTemporaryFolders, selfSignedCertificate } from '#libs/testing';
import { replacing, RunningProxy, type ProxyName } from './running-proxy.js';

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
  /** The values that differ on the machine of a test: listening address, target, certificate. */
  readonly replaced: (places: Places) => [string, string][];
  /** The file that contains the text, where there is one. */
  readonly whole: (text: string, folder: string) => string;
}

const UPSTREAM = '127.0.0.1:5000';

const KINDS: Readonly<Record<ProxyName, Kind>> = {
  haproxy: {
    replaced: ({ plain, tls, upstream, folder }) => [
      ['bind :80\n', `bind 127.0.0.1:${plain}\n`],
      ['bind :443 ', `bind 127.0.0.1:${tls} `],
      ['/etc/haproxy/auth.example.com.pem', `${folder}/both.pem`],
      [UPSTREAM, upstream],
    ],
    whole: (text) => text,
  },
  nginx: {
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
        ${nginxTemporaryFolders(folder)}
        ${text}
      }`,
  },
};

/** A proxy with the example of docs/running.md. */
export class DocumentedProxy {
  private constructor(
    readonly plainPort: number,
    readonly tlsPort: number,
    /** PEM; clients must trust it. */
    readonly certificate: string,
    private readonly proxy: RunningProxy,
  ) {}

  /** `instance`: host and port. @throws Error when the program finds a fault in the text, or a replaced line is gone */
  static async start(name: ProxyName, instance: string, tls: number): Promise<DocumentedProxy> {
    const { replaced, whole } = KINDS[name];
    const proxy = new RunningProxy(name);
    const { folder } = proxy;
    const { key, cert } = selfSignedCertificate();
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key);
    writeFileSync(join(folder, 'both.pem'), cert + key);
    const plain = await freePort();
    const places = { plain, tls, upstream: instance, folder };
    const text = replacing('docs/running.md', documented(name), replaced(places));
    proxy.start(whole(text, folder));
    return new DocumentedProxy(plain, tls, cert, proxy);
  }

  /** The path of its certificate. */
  get certificateFile(): string {
    return join(this.proxy.folder, 'cert.pem');
  }

  stop(): Promise<void> {
    return this.proxy.stop();
  }
}
