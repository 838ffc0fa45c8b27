import { join } from 'node:path';
import { eventually, type ServerProcess } from '#libs/testing';

/** The environment that loads the hook into a server. */
export const TELLS_PACKAGES = {
  NODE_OPTIONS: `--import=${join(import.meta.dirname, 'loaded-hook.mjs')}`,
} as const;

/** The packages that a server loaded beside its bundle. */
export async function packagesOf(server: ServerProcess): Promise<string[]> {
  server.child.kill('SIGUSR2');
  await eventually(() => /loaded: .*\.\n/.test(server.output));
  const [, text = ''] = /loaded: (.*)\.\n/.exec(server.output) ?? [];
  return text.split(' ').filter((name) => name !== '');
}

/** The loaded packages of OpenTelemetry, except its API, which the metrics use. */
export async function telemetryOf(server: ServerProcess): Promise<string[]> {
  const packages = await packagesOf(server);
  return packages.filter((name) => /^@opentelemetry\/(?!api$)/.test(name));
}
