// The OpenAPI document, in dist/openapi.json: the tools know it by this name.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));
export const DOCUMENT = join(HERE, 'dist/openapi.json');

const CONTRACT = join(HERE, '../../docs/openapi.json');

/** Writes it, and answers it. */
export async function writeDocument() {
  const text = readFileSync(CONTRACT, 'utf8');
  mkdirSync(dirname(DOCUMENT), { recursive: true });
  writeFileSync(DOCUMENT, text);
  return JSON.parse(text);
}
