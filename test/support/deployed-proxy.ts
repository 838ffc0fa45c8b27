import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '#libs/database';
import { nginxTemporaryFolders } from '#libs/testing';
import { replacing, RunningProxy, type ProxyName } from './running-proxy.js';

const DEPLOY = join(import.meta.dirname, '../../deploy');

interface Kind {
  readonly file: string;
  /** The values that differ on the machine of a test: listening addresses and file paths. */
  readonly replaced: (port: number, folder: string) => [string, string][];
}

const KINDS: Readonly<Record<ProxyName, Kind>> = {
  haproxy: {
    file: 'haproxy.cfg',
    replaced: (port) => [['bind :80\n', `bind 127.0.0.1:${port}\n`]],
  },
  nginx: {
    file: 'nginx.conf',
    replaced: (port, folder) => [
      ['listen 80;', `listen 127.0.0.1:${port};`],
      ['pid /run/nginx.pid;', `pid ${folder}/nginx.pid; error_log ${folder}/error.log;`],
      [
        'access_log /var/log/nginx/access.log combined;',
        `access_log ${folder}/access.log combined; ${nginxTemporaryFolders(folder)}`,
      ],
    ],
  },
};

/** A proxy with the example of `deploy/`, with other addresses and paths. */
export class DeployedProxy {
  private constructor(
    readonly port: number,
    private readonly proxy: RunningProxy,
  ) {}

  /** @throws Error when the program finds a fault in the file, or the file has lost a line that is replaced */
  static async start(
    name: ProxyName,
    instances: readonly [string, string],
  ): Promise<DeployedProxy> {
    const { file, replaced } = KINDS[name];
    const port = await freePort();
    const proxy = new RunningProxy(name);
    const text = readFileSync(join(DEPLOY, file), 'utf8');
    proxy.start(
      replacing(`deploy/${file}`, text, [
        ['10.0.0.11:5000', instances[0]],
        ['10.0.0.12:5000', instances[1]],
        ...replaced(port, proxy.folder),
      ]),
    );
    return new DeployedProxy(port, proxy);
  }

  stop(): Promise<void> {
    return this.proxy.stop();
  }
}
