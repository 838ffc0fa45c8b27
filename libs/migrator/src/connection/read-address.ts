import { unreadable } from './connection-errors.js';

export interface NamedHost {
  readonly host: string;
  /** Empty if no port is given. */
  readonly port: string;
}

/** The parts of an address after its scheme, decoded. */
export interface Address {
  readonly user?: string;
  readonly password?: string;
  /** At least one host, possibly without a name. */
  readonly hosts: readonly NamedHost[];
  /** The path without its leading slash. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
}

export interface AddressForm {
  /** The accepted names of query parameters. */
  readonly accepted: ReadonlySet<string>;
  /** An example for error messages. */
  readonly example: string;
}

const HOST = String.raw`(?:\[[0-9A-Fa-f:.%a-z]*\]|[^\s:/?#@,[\]]*)(?::\d*)?`;
const AUTHORITY = new RegExp(`^${HOST}(?:,${HOST})*$`);
const HOW_TO_ENCODE =
  'percent-encode the special characters of the user name and the password (%25 for %, %40 for @, %2F for /, %3A for :, %3F for ?, %23 for #)';

/** The parts of a text for one position of the end of user and password. */
interface Interpretation {
  readonly login: string | null;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
}

function interpret(login: string | null, rest: string): Interpretation | null {
  const [, authority = '', path = '', query = ''] =
    /^([^/?]*)(?:\/([^?]*))?(?:\?([^]*))?$/.exec(rest) ?? [];
  if (!AUTHORITY.test(authority) || path.includes('@')) return null;
  const isQuery = query.split('&').every((pair) => pair === '' || /^[A-Za-z_]+=/.test(pair));
  return isQuery ? { login, authority, path, query } : null;
}

/** Whether the text is a valid URI: nothing before the first `@` could end user and password. */
function isPlain({ login, query }: Interpretation, accepted: ReadonlySet<string>): boolean {
  const keys = query.split('&').map((pair) => pair.split('=')[0] ?? '');
  return !/[/?#]/.test(login ?? '') && keys.every((key) => key === '' || accepted.has(key));
}

/** All positions of the end of user and password that give a complete address. */
function interpretations(text: string): Interpretation[] {
  const ends = [...text.matchAll(/@/g)].map(({ index }) => index);
  const found = ends.map((end) => interpret(text.slice(0, end), text.slice(end + 1)));
  return [interpret(null, text), ...found].filter((each) => each !== null);
}

/**
 * A valid URI has at most one plain interpretation. If user or password contain unencoded reserved characters, there
 * must be only one interpretation: another could send the password to another host.
 * @throws ConnectionStringError
 */
function choose(text: string, { accepted, example }: AddressForm): Interpretation {
  const all = interpretations(text);
  const [found] = all;
  if (!found) {
    throw unreadable(`must look like ${example}; ${HOW_TO_ENCODE}`);
  }
  const plain = all.find((each) => isPlain(each, accepted));
  if (plain) return plain;
  if (all.length === 1) return found;
  throw unreadable(`can be read in more than one way; ${HOW_TO_ENCODE}`);
}

/** Decodes percent-encoded bytes; if there are none, every `%` is literal. */
function decodeLogin(text: string): string {
  if (!/%[0-9A-Fa-f]{2}/.test(text)) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    throw unreadable(`has a % that begins no percent-encoded character; ${HOW_TO_ENCODE}`);
  }
  return decode(text);
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    if (!decoded.includes('\0')) return decoded;
  } catch {
    // The message below omits the text, which may contain the password.
  }
  throw unreadable(`has a percent-encoded character that is none in UTF-8; ${HOW_TO_ENCODE}`);
}

function readHosts(authority: string): NamedHost[] {
  return authority.split(',').map((part) => {
    const [, bracketed, plain = '', port = ''] =
      /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(part) ?? [];
    return { host: decode(bracketed ?? plain), port };
  });
}

function readQuery(query: string): [string, string][] {
  const parts = query.split('&').filter((part) => part !== '');
  return parts.map((part) => {
    const sign = part.indexOf('=');
    return [decode(part.slice(0, sign)), decode(part.slice(sign + 1))];
  });
}

function readLogin(login: string | null): Pick<Address, 'user' | 'password'> {
  if (login === null) return {};
  const colon = login.indexOf(':');
  if (colon < 0) return { user: decodeLogin(login) };
  return {
    user: decodeLogin(login.slice(0, colon)),
    password: decodeLogin(login.slice(colon + 1)),
  };
}

/**
 * Parses an address after its scheme. Unencoded reserved characters in user or password, and a literal `%`, are
 * accepted if the whole has only one interpretation.
 * @throws ConnectionStringError whose message contains nothing of the text
 */
export function readAddress(text: string, form: AddressForm): Address {
  const { login, authority, path, query } = choose(text, form);
  return {
    ...readLogin(login),
    hosts: readHosts(authority),
    path: decode(path),
    query: readQuery(query),
  };
}
