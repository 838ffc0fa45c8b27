import { readDotenv, type Dotenv } from './dotenv/read-dotenv.js';

/** The `.env` file that an environment was read from; copies by spread keep it. */
export const DOTENV: unique symbol = Symbol('dotenv');

/** The values of settings by name, unparsed. */
export type Environment = Readonly<Record<string, string | undefined>> & {
  readonly [DOTENV]?: Dotenv;
};

/**
 * The process environment merged over the `.env` file of the working directory, in the dialect of python-dotenv. An
 * absent file is empty. Problems of the file are kept: `loadConfig` refuses them.
 */
export function readEnvironment(file = '.env'): Environment {
  const { env } = process;
  const dotenv = readDotenv(file, env);
  const values = [...dotenv.entries].flatMap(([name, { value }]) =>
    value === null ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(values), ...env, [DOTENV]: dotenv };
}

/** Only the process environment, for child processes. */
export function processEnvironment(): Environment {
  return { ...process.env };
}
