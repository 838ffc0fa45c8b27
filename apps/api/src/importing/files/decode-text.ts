import { UnreadableFile } from './file-record.js';

const HINT = 'Save it as UTF-8 and import it again.';

/** Bytes to text, chunk by chunk. @throws UnreadableFile when they are not UTF-8 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new UnreadableFile('The file is not UTF-8', HINT);
    }
  };
  for await (const chunk of chunks) yield decode(chunk);
  yield decode();
}
