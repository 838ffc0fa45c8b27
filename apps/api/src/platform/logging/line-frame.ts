import { pino, type Level, type LoggerOptions } from 'pino';

/** The text of a line around the fields of an event. */
export interface LineFrame {
  /** @param fields the members of a JSON object, `"a":1,"b":2`; at least one */
  line(fields: string, quotedMessage: string): string;
}

const TIME = ',"(time)":0';
const FIELD = '(fields)';
const MESSAGE = '(message)';

/** The parts of `text` around `mark`, which it has once. */
function around(text: string, mark: string): [before: string, after: string] {
  const parts = text.split(mark);
  if (parts.length !== 2) throw new Error(`A line of the log has ${mark} not once: ${text}`);
  return [parts[0] ?? '', parts[1] ?? ''];
}

/**
 * What pino writes around the fields of an event, learned from a line that it has written: a frequent event of known
 * fields is then written without the way through its objects, formatters and serializers.
 */
export function learnFrame(options: LoggerOptions, level: Level): LineFrame {
  const { timestamp } = options;
  if (typeof timestamp !== 'function') throw new Error('The format has no time of its own');
  let sample = '';
  const write = (line: string) => void (sample = line);
  const logger = pino({ ...options, level, timestamp: () => TIME }, { write });
  logger[level]({ [FIELD]: 0 }, MESSAGE);
  const [head, afterTime] = around(sample, TIME);
  const [toFields, afterFields] = around(afterTime, `"${FIELD}":0`);
  const [toMessage, end] = around(afterFields, `"${MESSAGE}"`);
  return {
    line: (fields, quotedMessage) =>
      head + timestamp() + toFields + fields + toMessage + quotedMessage + end,
  };
}
