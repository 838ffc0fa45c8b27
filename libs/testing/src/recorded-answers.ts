import { appendFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';

/** What a client sent and got, as much as a description of the API says of it. */
export interface RecordedAnswer {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The other suites ask servers that are kept from answering as they should. */
const SUITE = /[\\/]test[\\/]e2e[\\/]/;

/**
 * Keeps an answer of the e2e suite for `test/openapi/check-answers.mjs`, which holds it against the OpenAPI document,
 * where the run is told a folder to keep them in: one file for each process, one answer a line.
 */
export function recordAnswer(answer: RecordedAnswer): void {
  const folder = process.env['TEST_ANSWERS_DIR'];
  if (folder === undefined || folder === '') return;
  if (!SUITE.test(expect.getState().testPath ?? '')) return;
  appendFileSync(join(folder, `${process.pid}.ndjson`), `${JSON.stringify(answer)}\n`, {
    mode: 0o600,
  });
}
