import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJsonFile } from './read-json-file.js';

describe('a JSON file that is sent to the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-json-'));
  const file = join(folder, 'manifest.json');

  afterAll(() => rmSync(folder, { recursive: true }));

  it('a JSON file is sent without its byte-order mark', async () => {
    writeFileSync(file, '\uFEFF{"permissions": []}\r\n');
    expect(await readJsonFile(file)).toBe('{"permissions": []}\r\n');
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['is cut off', '{"permissions":\n  [', /manifest\.json:2:\d+: here it is not JSON/],
    ['has a comma too many', '{\n"a": 1,\n}', /manifest\.json:3:1: here it is not JSON/],
    ['is empty', ' \n', /is empty/],
    ['is in another encoding', Buffer.from('{"a":"\u00e9"}', 'latin1'), /is not UTF-8/],
  ])(
    'the refusal of a JSON file that %s names the file and, where known, the line',
    async (_, text, said) => {
      writeFileSync(file, text);
      await expect(readJsonFile(file)).rejects.toThrow(said);
    },
  );

  it('the refusal of an absent JSON file or a folder names the reason', async () => {
    await expect(readJsonFile(join(folder, 'no.json'))).rejects.toThrow(/there is no such file/);
    await expect(readJsonFile(folder)).rejects.toThrow(/it is a folder/);
  });
});
