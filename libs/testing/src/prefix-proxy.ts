import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '#libs/database';
import { eventually } from './eventually.js';
import { endWithUs, ended } from './spawned.js';
import { temporaryFolder } from './test-run.js';

export const NGINX = '/usr/sbin/nginx';

const KINDS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** The directives with which an nginx without a package's configuration keeps its temporary files in a test folder. */
export const nginxTemporaryFolders = (folder: string): string =>
  KINDS.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');

/** Whether the proxy keeps or removes the path prefix. */
export type PrefixProxyKind = 'passes' | 'strips';

interface PrefixProxyOptions {
  /** `/auth`. */
  readonly prefix: string;
  readonly kind: PrefixProxyKind;
}

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** nginx that serves a server under a path; all other paths of its host get a 418 from another application. */
export class PrefixProxy {
  private child: ChildProcess | undefined;
  private readonly folder = temporaryFolder('prefix-proxy');

  private constructor(
    private readonly port: number,
    private readonly options: PrefixProxyOptions,
  ) {}

  /** Creates the proxy; its port is known before the server behind it exists. */
  static async prepare(options: PrefixProxyOptions): Promise<PrefixProxy> {
    if (!existsSync(NGINX)) throw new Error(`${NGINX} is not installed`);
    return new PrefixProxy(await freePort(), options);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}${this.options.prefix}`;
  }

  async serve(targetPort: number): Promise<void> {
    const file = join(this.folder, 'nginx.conf');
    writeFileSync(file, this.configuration(targetPort));
    this.child = spawn(NGINX, ['-g', 'daemon off;', '-c', file], { stdio: 'ignore' });
    endWithUs(this.child);
    await eventually(() => canConnect(this.port));
  }

  async stop(): Promise<void> {
    if (this.child) {
      const end = ended(this.child);
      this.child.kill('SIGTERM');
      await end;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private configuration(targetPort: number): string {
    const { prefix, kind } = this.options;
    const end = kind === 'strips' ? '/' : '';
    return `worker_processes 1;
pid ${this.folder}/nginx.pid;
error_log ${this.folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  ${nginxTemporaryFolders(this.folder)}
  server {
    listen 127.0.0.1:${this.port};
    large_client_header_buffers 4 16k;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_buffering off;
    location ${prefix}/ { proxy_pass http://127.0.0.1:${targetPort}${end}; }
    location = ${prefix} { proxy_pass http://127.0.0.1:${targetPort}${end}; }
    location / { return 418; }
  }
}
`;
  }
}
