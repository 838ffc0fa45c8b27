import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const besideRoot = (root: string): string => join(import.meta.dirname, root, 'package.json');

function ownPackage(): string {
  // As a source in libs/release/src; built in dist/libs/release/src.
  const asSource = besideRoot('../../..');
  return existsSync(asSource) ? asSource : besideRoot('../../../..');
}

function readRelease(): string {
  const { version } = JSON.parse(readFileSync(ownPackage(), 'utf8')) as { version: string };
  return version;
}

let known: string | undefined;

/** The release of this code, from `package.json`. */
export const ownRelease = (): string => (known ??= readRelease());

/** The folder of this clone or installed package. */
export const ownFolder = (): string => dirname(ownPackage());

/**
 * The name of the one connection that each running server keeps directly to the database, bypassing any pooler:
 * `gatehouse migrate` counts the servers by it, to tell which of them a migration would break.
 */
export const SERVER_CONNECTION = 'gatehouse listener';

/** The `application_name` of a connection, with the release that made it: `gatehouse/0.1.0`. */
export const connectionName = (name: string): string => `${name}/${ownRelease()}`;
