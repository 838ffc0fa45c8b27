import { join } from 'node:path';
import { eventually, type ServerProcess } from '#libs/testing';

/** Lets a server be asked for its packages. */
export const TELLS_PACKAGES = {
  NODE_OPTIONS: `--import=${join(import.meta.dirname, 'loaded-hook.mjs')}`,
} as const;

/** The packages of OpenTelemetry that a server has loaded, but for the interface that the metrics bring along. */
export async function telemetryOf(server: ServerProcess): Promise<string[]> {
  server.child.kill('SIGUSR2');
  await eventually(() => /loaded: .*\.\n/.test(server.output));
  const [, text = ''] = /loaded: (.*)\.\n/.exec(server.output) ?? [];
  return text.split(' ').filter((name) => /^@opentelemetry\/(?!api$)/.test(name));
}
