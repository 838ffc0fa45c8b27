import { firstInvalid, foreignFormOf, type ForeignForm } from '#libs/migrator';

/** One record of a file, or its fault; a record with a fault has no fields. */
export type FileRecord =
  | { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string };

/** A longer record is refused: otherwise an unclosed quote would make the rest of the file one field. */
export const RECORD_MAX_CHARACTERS = 65_536;

/** The formats of account files. */
export const FILE_FORMATS = ['csv', 'ndjson'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** The file as a whole cannot be read. */
export class UnreadableFile extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'UnreadableFile';
  }
}

const HINT = 'Save it as UTF-8 and import it again.';

const FOREIGN: Partial<Record<ForeignForm, readonly [what: string, hint: string]>> = {
  gzip: ['The file is compressed by gzip', 'Unpack it and import it again.'],
  ZIP: ['The file is a ZIP archive or a spreadsheet', 'Save it as CSV.'],
  'UTF-16': ['The file is UTF-16, not UTF-8', HINT],
};

const LINE_FEED = 0x0a;

const linesIn = (bytes: Uint8Array): number =>
  bytes.reduce((count, byte) => count + Number(byte === LINE_FEED), 0);

function assertNotForeign(chunk: Uint8Array): void {
  const form = foreignFormOf(chunk);
  const found = form && FOREIGN[form];
  if (found) throw new UnreadableFile(...found);
}

/**
 * Decodes UTF-8 chunk by chunk, without a byte-order mark.
 * @throws UnreadableFile when they are not UTF-8; it names the line
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let isFirst = true;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      const place = line + (chunk ? linesIn(chunk.subarray(0, firstInvalid(chunk))) : 0);
      throw new UnreadableFile(`The file is not UTF-8 in line ${place}`, HINT);
    }
  };
  for await (const chunk of chunks) {
    if (isFirst) assertNotForeign(chunk);
    isFirst = false;
    yield decode(chunk);
    line += linesIn(chunk);
  }
  yield decode();
}
