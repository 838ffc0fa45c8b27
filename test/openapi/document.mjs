// Writes the OpenAPI document to dist/openapi.json, the path that the tools use.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));
export const DOCUMENT = join(HERE, 'dist/openapi.json');

const CONTRACT = join(HERE, '../../docs/openapi.json');

/** Writes the document and returns it. */
export async function writeDocument() {
  const text = readFileSync(CONTRACT, 'utf8');
  mkdirSync(dirname(DOCUMENT), { recursive: true });
  writeFileSync(DOCUMENT, text);
  return JSON.parse(text);
}
