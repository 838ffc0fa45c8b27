import { CsvReader, fromCsvCell, type CsvRow } from './csv.js';
import {
  decodeText,
  RECORD_MAX_CHARACTERS,
  UnreadableFile,
  type FileFormat,
  type FileRecord,
} from './account-file.js';

/**
 * Reads a file of any size record by record.
 * @throws UnreadableFile when it is not UTF-8, or a CSV file without a valid heading
 */
export function readRecords(
  chunks: AsyncIterable<Uint8Array>,
  format: FileFormat,
): AsyncGenerator<FileRecord, void, undefined> {
  const texts = decodeText(chunks);
  return format === 'csv' ? csvRecords(texts) : jsonRecords(texts);
}

async function* csvRecords(
  texts: AsyncIterable<string>,
): AsyncGenerator<FileRecord, void, undefined> {
  let names: readonly string[] | undefined;
  for await (const row of csvRows(texts)) {
    if (names) yield toRecord(row, names);
    else names = headingOf(row);
  }
}

async function* csvRows(texts: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  let reader: CsvReader | undefined;
  let start = '';
  for await (const text of texts) {
    if (reader) {
      yield* reader.read(text);
      continue;
    }
    start += text;
    if (!start.includes('\n') && start.length < RECORD_MAX_CHARACTERS) continue;
    reader = new CsvReader(separatorOf(start));
    yield* reader.read(start);
  }
  if (!reader) {
    reader = new CsvReader(separatorOf(start));
    yield* reader.read(start);
  }
  yield* reader.end();
}

const separatorOf = (start: string): string => {
  const [heading = ''] = start.split('\n', 1);
  return !heading.includes(',') && heading.includes(';') ? ';' : ',';
};

/** The first name that occurs twice. */
function firstTwice(names: Iterable<string>): string | undefined {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

function headingOf(row: CsvRow): readonly string[] {
  const hint = 'The first line names the columns, for example: email,password_hash,first_name';
  if ('problem' in row) throw new UnreadableFile(`The first line ${row.problem}`, hint);
  const names = row.cells.map((cell) => cell.trim().toLowerCase());
  if (!names.includes('email')) throw new UnreadableFile('There is no column `email`', hint);
  const twice = firstTwice(names);
  if (twice !== undefined) throw new UnreadableFile(`The column \`${twice}\` stands twice`, hint);
  return names;
}

function toRecord(row: CsvRow, names: readonly string[]): FileRecord {
  if ('problem' in row) return row;
  const { line, cells } = row;
  if (cells.length !== names.length) {
    return { line, problem: `has ${cells.length} fields, the heading has ${names.length}` };
  }
  const values = cells.map((cell) => (cell === '' ? null : fromCsvCell(cell)));
  return { line, fields: Object.fromEntries(names.map((name, index) => [name, values[index]])) };
}

async function* jsonRecords(
  texts: AsyncIterable<string>,
): AsyncGenerator<FileRecord, void, undefined> {
  let line = 0;
  let rest = '';
  let isTooLong = false;
  for await (const text of texts) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      line += 1;
      const record = isTooLong ? tooLong(line) : parseLine(line, part);
      isTooLong = false;
      if (record) yield record;
    }
    if (rest.length > RECORD_MAX_CHARACTERS) {
      isTooLong = true;
      rest = '';
    }
  }
  const last = isTooLong ? tooLong(line + 1) : parseLine(line + 1, rest);
  if (last) yield last;
}

const tooLong = (line: number): FileRecord => ({
  line,
  problem: `is longer than ${RECORD_MAX_CHARACTERS} characters`,
});

function parseLine(line: number, text: string): FileRecord | null {
  if (text.trim() === '') return null;
  if (text.length > RECORD_MAX_CHARACTERS) return tooLong(line);
  const value = parseJson(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) return { line, problem: 'is not a JSON object' };
  // The parser would keep the last member, and it is unknown which of two values is right.
  const twice = firstTwice(memberNames(text));
  if (twice !== undefined) return { line, problem: `the member \`${shown(twice)}\` stands twice` };
  return { line, fields: value as Record<string, unknown> };
}

/** Hides the parser's message, which repeats the line and so perhaps a hash. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** The names of the outermost members of a JSON object, including repeated ones. */
function* memberNames(text: string): Generator<string> {
  let depth = 0;
  let isName = false;
  for (const [token] of text.matchAll(JSON_TOKEN)) {
    if (token.startsWith('"')) {
      if (isName && depth === 1) yield JSON.parse(token) as string;
      isName = false;
      continue;
    }
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    isName = token === '{' || token === ',';
  }
}

/** The name for a message; a name with other characters, or a long one, is not shown. */
const shown = (name: string): string => (/^[\w-]{1,40}$/.test(name) ? name : '…');
