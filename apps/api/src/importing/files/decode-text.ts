import { UnreadableFile } from './file-record.js';

const HINT = 'Save it as UTF-8 and import it again.';

const FOREIGN: readonly (readonly [bytes: readonly number[], what: string, hint: string])[] = [
  [[0x1f, 0x8b], 'The file is compressed by gzip', 'Unpack it and import it again.'],
  [[0x50, 0x4b, 0x03, 0x04], 'The file is a ZIP archive or a spreadsheet', 'Save it as CSV.'],
  [[0xff, 0xfe], 'The file is UTF-16, not UTF-8', HINT],
  [[0xfe, 0xff], 'The file is UTF-16, not UTF-8', HINT],
];

const LINE_FEED = 0x0a;

const linesIn = (bytes: Uint8Array): number =>
  bytes.reduce((count, byte) => count + Number(byte === LINE_FEED), 0);

/** The bytes of a chunk in front of the first that a decoder would replace. */
function validPart(chunk: Uint8Array): Uint8Array {
  const again = Buffer.from(new TextDecoder().decode(chunk), 'utf8');
  const end = chunk.findIndex((byte, index) => byte !== again[index]);
  return end < 0 ? chunk : chunk.subarray(0, end);
}

function assertNotForeign(chunk: Uint8Array): void {
  const found = FOREIGN.find(([mark]) => mark.every((byte, index) => chunk[index] === byte));
  if (found) throw new UnreadableFile(found[1], found[2]);
}

/**
 * Bytes to text, chunk by chunk; a byte-order mark is left out.
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
      const place = line + (chunk ? linesIn(validPart(chunk)) : 0);
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
