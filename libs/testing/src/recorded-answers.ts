import { appendFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';

/** A request and its response, as far as an OpenAPI document describes them. */
export interface RecordedAnswer {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The other suites use servers that are prevented from regular responses. */
const SUITE = /[\\/]test[\\/]e2e[\\/]/;

/**
 * Writes a response of the e2e suite for `test/openapi/check-answers.mjs`, which compares it with the OpenAPI
 * document, if TEST_ANSWERS_DIR is set: one file for each process, one response per line.
 */
export function recordAnswer(answer: RecordedAnswer): void {
  const folder = process.env['TEST_ANSWERS_DIR'];
  if (folder === undefined || folder === '') return;
  if (!SUITE.test(expect.getState().testPath ?? '')) return;
  appendFileSync(join(folder, `${process.pid}.ndjson`), `${JSON.stringify(answer)}\n`, {
    mode: 0o600,
  });
}
