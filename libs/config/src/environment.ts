import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from './load-config.js';

/**
 * The process environment over the `.env` file of the working folder. The only place that reads
 * `process.env`. An absent file is an empty one.
 */
export function readEnvironment(file = '.env'): Environment {
  return { ...readFile(file), ...process.env };
}

function readFile(file: string): Environment {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
