const TIMEOUT_MS = 30_000;

export interface ManifestCall {
  readonly url: string;
  readonly token: string;
  /** JSON text, as it stands in the file. */
  readonly body: string;
  readonly isDryRun: boolean;
}

/** What the server made of it, or its refusal in one line. */
export interface ManifestAnswer {
  readonly body: unknown;
  readonly problem: string | null;
  readonly lines: readonly string[];
}

interface Outcome {
  dry_run?: boolean;
  message?: string;
  errors?: { field: string; message: string }[];
  service?: { name: string };
  permissions?: Record<string, unknown[]>;
  roles?: Record<string, unknown[]>;
  scopes?: Record<string, unknown[]>;
}

/** Sends a manifest to a server; a refusal is an answer, not an error. */
export async function putManifest(call: ManifestCall): Promise<ManifestAnswer> {
  const address = new URL(
    `api/services/manifest${call.isDryRun ? '?dry_run=true' : ''}`,
    withSlash(call.url),
  );
  try {
    // eslint-disable-next-line no-restricted-globals -- one call to the server that the user names; there is no app here whose client could be used
    const response = await fetch(address, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${call.token}` },
      body: call.body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = (await response.json()) as Outcome;
    return {
      body,
      problem: response.ok ? null : problemOf(body),
      lines: response.ok ? linesOf(body) : [],
    };
  } catch {
    return {
      body: null,
      problem: `${address.origin} does not answer as Gatehouse does; is --url right?`,
      lines: [],
    };
  }
}

const withSlash = (url: string) => (url.endsWith('/') ? url : `${url}/`);

function problemOf({ message = 'The server refused it', errors = [] }: Outcome): string {
  return [message, ...errors.map(({ field, message: why }) => `${field} ${why}`)].join('; ');
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
