import { readDotenv, type Dotenv } from './dotenv/read-dotenv.js';

/** What an environment remembers of the file that it was read from; copies by spread remember it, too. */
export const DOTENV: unique symbol = Symbol('dotenv');

/** The texts of settings by name. */
export type Environment = Readonly<Record<string, string | undefined>> & {
  readonly [DOTENV]?: Dotenv;
};

/**
 * The process environment over the `.env` file of the working folder, in the dialect of python-dotenv. An absent file
 * is an empty one. What cannot be read of a file is remembered: `loadConfig` refuses to go on with it.
 */
export function readEnvironment(file = '.env'): Environment {
  const { env } = process;
  const dotenv = readDotenv(file, env);
  const values = [...dotenv.entries].flatMap(([name, { value }]) =>
    value === null ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(values), ...env, [DOTENV]: dotenv };
}

/** The process environment alone, for what programs of the machine are told. */
export function processEnvironment(): Environment {
  return { ...process.env };
}
