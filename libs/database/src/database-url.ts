import { z } from 'zod';
import { namesSet, plainText, type Environment, type Variable } from '#libs/config';
import {
  CONNECTION_VARIABLES,
  ConnectionStringError,
  readConnectionString,
  serverVariableOf,
  toUri,
} from '#libs/migrator';

interface Gathered {
  /** The name of the set variable. */
  readonly name: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

export interface DatabaseUrlWords {
  readonly description: string;
  readonly aliases?: readonly string[];
  /** Whether PGHOST, PGHOSTADDR or PGSERVICE alone name the database. */
  readonly isNamedByVariables: boolean;
}

/** The original's `.env` has comments after values; in a list `host=…` a `#` may be inside quotes. */
const withoutComment = (text: string): string =>
  text.includes('://') ? plainText(text) : text.trim();

/**
 * The address of a PostgreSQL database, parsed as PostgreSQL's own clients do: missing parts come from the `PG*`
 * variables. The value is a complete URI with special characters encoded.
 */
export function databaseUrl(
  name: string,
  { description, aliases = [], isNamedByVariables }: DatabaseUrlWords,
): Variable<string | undefined> {
  const gather = (environment: Environment): string | undefined => {
    const [given] = namesSet(environment, { name, aliases });
    const served = isNamedByVariables ? serverVariableOf(environment) : null;
    const found = given ?? served;
    if (found === undefined || found === null) return undefined;
    const variables = Object.fromEntries(
      CONNECTION_VARIABLES.map((each) => [each, environment[each]]),
    );
    const text = given === undefined ? 'postgres://' : (environment[given] ?? '');
    return JSON.stringify({
      name: found,
      text: withoutComment(text),
      variables,
    } satisfies Gathered);
  };
  return {
    name,
    aliases,
    description,
    gather,
    ...(isNamedByVariables && {
      remark: (environment: Environment) => remarkOn(environment, { name, aliases }),
    }),
    parse: gatheredUrl,
    fallback: undefined,
    fallbackText: undefined,
    unit: undefined,
    secret: true,
    example: undefined,
  };
}

/** Variables that name no server on their own, although the operator may have meant one. */
const HALF_NAMES = ['PGPORT', 'PGDATABASE', 'PGUSER', 'PGPASSWORD'];

function remarkOn(
  environment: Environment,
  names: Pick<Variable<unknown>, 'name' | 'aliases'>,
): string | null {
  const isSet = (name: string) => (environment[name] ?? '').trim() !== '';
  const isNamed = namesSet(environment, names).length > 0 || serverVariableOf(environment) !== null;
  const set = HALF_NAMES.filter(isSet);
  if (isNamed || set.length === 0) return null;
  return `${set.join(', ')} ${set.length === 1 ? 'names' : 'name'} no server: the embedded database is used. For another set DATABASE_URL or PGHOST.`;
}

const gatheredUrl: z.ZodType<string, string> = z.string().transform((gathered, context) => {
  const { name, text, variables } = JSON.parse(gathered) as Gathered;
  try {
    const scheme = /^postgresql:/i.test(text) ? 'postgresql' : 'postgres';
    return toUri(readConnectionString(text, variables), scheme);
  } catch (error) {
    if (!(error instanceof ConnectionStringError)) throw error;
    for (const { variable, message } of error.problems) {
      context.addIssue({ code: 'custom', message, path: [variable ?? name] });
    }
    return z.NEVER;
  }
});
