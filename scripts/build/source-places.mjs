// Converts a source map to the table by which a start tells the frames of a stack; start-bundle.js reads it.
const DIGITS = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((digit, value) => [
    digit.charCodeAt(0),
    value,
  ]),
);
const BITS = 5;
const CONTINUES = 1 << BITS;

const COMMA = ','.charCodeAt(0);
const SEMICOLON = ';'.charCodeAt(0);
/** The fields of a segment: column, source, line and column of the source, name. */
const FIELDS = 5;

/** Calls `tell` with each segment: the position in the bundle, and the source and its line, all from 0. */
function readSegments(mappings, tell) {
  const fields = new Int32Array(FIELDS);
  let line = 0;
  let count = 0;
  let value = 0;
  let shift = 0;
  const end = () => {
    if (count > 1) tell(line, fields[0], fields[1], fields[2]);
    count = 0;
  };
  for (let at = 0; at < mappings.length; at += 1) {
    const code = mappings.charCodeAt(at);
    if (code === COMMA || code === SEMICOLON) {
      end();
      if (code === SEMICOLON) {
        line += 1;
        fields[0] = 0;
      }
      continue;
    }
    const digit = DIGITS.get(code);
    value += (digit & (CONTINUES - 1)) << shift;
    shift += BITS;
    if (digit & CONTINUES) continue;
    fields[count] += value & 1 ? -(value >> 1) : value >> 1;
    count += 1;
    value = 0;
    shift = 0;
  }
  end();
}

const LINES = 1 << 16;
const COLUMNS = 1 << 16;
const SOURCES = 1 << 13;
const SOURCE_LINES = 1 << 19;

/**
 * Two numbers for each position at which another line of a source begins: the position (line and column), and the line
 * (source and line, from 1).
 * @throws Error when the bundle is too large for the table
 */
export function placesOf({ sources, mappings }) {
  if (sources.length > SOURCES) throw new Error(`The bundle has ${sources.length} sources`);
  const numbers = [];
  let last = -1;
  readSegments(mappings, (line, column, source, sourceLine) => {
    if (line >= LINES || sourceLine + 1 >= SOURCE_LINES) throw new Error('The bundle is too long');
    const place = source * SOURCE_LINES + sourceLine + 1;
    if (place === last && column > 0) return;
    last = place;
    // What is further to the right belongs to one string.
    if (column < COLUMNS) numbers.push(line * COLUMNS + column, place);
  });
  return Uint32Array.from(numbers);
}
