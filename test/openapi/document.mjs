// The OpenAPI document of the built server, in dist/openapi.json: the tools read a file.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));
export const DOCUMENT = join(HERE, 'dist/openapi.json');

const BUILT = join(HERE, '../../dist/apps/api/src/describe-api.js');

/** Writes it, and answers it. */
export async function writeDocument() {
  if (!existsSync(BUILT)) throw new Error('The server is not built: npm run build');
  const { describeApi } = await import(pathToFileURL(BUILT).href);
  const document = await describeApi();
  mkdirSync(dirname(DOCUMENT), { recursive: true });
  writeFileSync(DOCUMENT, JSON.stringify(document));
  return document;
}
