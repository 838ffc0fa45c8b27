// The other servers, and what has to be installed for them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../processes.mjs';
import { UsageError } from '../usage-error.mjs';
import { betterAuth } from './better-auth.mjs';
import { flask } from './flask.mjs';
import { oidcProvider } from './oidc-provider.mjs';
import { FOLDER } from './peer.mjs';

export const PEERS = [betterAuth, oidcProvider, flask];

const PYTHON_MODULES = 'flask, sqlalchemy, bcrypt, jwt, redis, gunicorn, psycopg2';
const DEBIAN_PACKAGES =
  'python3-flask python3-sqlalchemy python3-bcrypt python3-jwt python3-redis python3-gunicorn python3-psycopg2';

/** @throws UsageError when a package of Debian is missing, which only root can install */
export async function installPeers(say) {
  await run(['/usr/bin/python3', '-c', `import ${PYTHON_MODULES}`]).catch(() => {
    throw new UsageError(`The Flask stack is missing: apt-get install ${DEBIAN_PACKAGES}`);
  });
  if (existsSync(join(FOLDER, 'node_modules/oidc-provider'))) return;
  say('npm packages of the peers');
  await run(['npm', '--prefix', FOLDER, 'ci', '--no-audit', '--no-fund']);
}
