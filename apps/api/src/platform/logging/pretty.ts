const COLOURS: Readonly<Record<string, string>> = {
  debug: '\x1b[90m',
  info: '\x1b[32m',
  warn: '\x1b[33m',
  error: '\x1b[31m',
  fatal: '\x1b[31m',
};
const RESET = '\x1b[0m';

/** Escapes control characters in a value, so that it cannot imitate line ends or terminal commands of the log. */
const inert = (text: string) =>
  text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function show(value: unknown): string {
  if (typeof value === 'string')
    return /^[\w./:@-]+$/.test(value) ? value : JSON.stringify(inert(value));
  return inert(JSON.stringify(value) ?? 'undefined');
}

const stackOf = (err: unknown): string => {
  const stack = (err as { stack?: unknown } | undefined)?.stack;
  return typeof stack === 'string'
    ? stack
        .split('\n')
        .map((line) => `\n    ${inert(line)}`)
        .join('')
    : '';
};

interface PrettyEvent extends Record<string, unknown> {
  level?: string;
  time?: string;
  msg?: string;
  context?: string;
}

/** Formats one event for a terminal: time, level, message, then the other fields as `name=value`. */
export function pretty(line: string): string {
  const { level, time, msg, context, err, ...rest } = JSON.parse(line) as PrettyEvent;
  const levelName = level ?? 'info';
  const clock = time?.slice(11, 23) ?? '';
  const fields = Object.entries(rest).map(([name, value]) => ` ${name}=${show(value)}`);
  const from = context === undefined ? '' : `[${inert(context)}] `;
  const message = inert(msg ?? '');
  const colour = COLOURS[levelName] ?? '';
  return `${clock} ${colour}${levelName.padEnd(5)}${RESET} ${from}${message}${fields.join('')}${stackOf(err)}\n`;
}
