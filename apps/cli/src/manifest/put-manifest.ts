import { askServer } from '../server/ask-server.js';
import type { ServerAccess } from '../server/server-access.js';

export interface ManifestCall extends ServerAccess {
  /** JSON text, unchanged from the file. */
  readonly body: string;
  readonly isDryRun: boolean;
}

/** The server's answer, or its refusal in one line. */
export interface ManifestAnswer {
  readonly body: unknown;
  readonly problem: string | null;
  readonly lines: readonly string[];
}

interface Outcome {
  dry_run?: boolean;
  service?: { name: string };
  permissions?: Record<string, unknown[]>;
  roles?: Record<string, unknown[]>;
  scopes?: Record<string, unknown[]>;
}

/** Sends a manifest to a server; a refusal is an answer, not an error. */
export async function putManifest({ isDryRun, ...call }: ManifestCall): Promise<ManifestAnswer> {
  const path = `api/services/manifest${isDryRun ? '?dry_run=true' : ''}`;
  const { body, problem } = await askServer<Outcome>({ ...call, method: 'PUT', path });
  return { body, problem, lines: body && problem === null ? linesOf(body) : [] };
}

function linesOf(outcome: Outcome): string[] {
  const count = (kind: string, counts: Record<string, unknown[]> = {}) => {
    const words = Object.entries(counts).map(([word, names]) => `${names.length} ${word}`);
    return `${kind}: ${words.join(', ')}`;
  };
  const first = outcome.dry_run
    ? `Nothing was changed in ${outcome.service?.name}.`
    : `Declared for ${outcome.service?.name}.`;
  return [
    first,
    count('permissions', outcome.permissions),
    count('roles', outcome.roles),
    count('scopes', outcome.scopes),
  ];
}
