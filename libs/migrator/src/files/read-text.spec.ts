import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readText, textOf } from './read-text.js';

describe('the text of a file', () => {
  it('the text of a file is decoded without a byte-order mark', () => {
    expect(textOf(Buffer.from('\uFEFFä\r\n'))).toEqual({ text: 'ä\r\n' });
    expect(textOf(Buffer.alloc(0))).toEqual({ text: '' });
    expect(textOf(Buffer.from('\uFFFD is a character, too'))).toEqual({
      text: '\uFFFD is a character, too',
    });
  });

  it.each<[string, Buffer, string | null]>([
    ['UTF-16', Buffer.from('\uFEFFa', 'utf16le'), null],
    ['UTF-16', Buffer.from([0xfe, 0xff, 0, 0x61]), null],
    ['NUL', Buffer.from('a\nb', 'utf16le'), '1:2'],
    ['not UTF-8', Buffer.from('a\r\nb\u00e9', 'latin1'), '2:2'],
    ['not UTF-8', Buffer.from('a\nä').subarray(0, 3), '2:1'],
    ['not UTF-8', Buffer.from([0x61, 0xed, 0xa0, 0x80]), '1:2'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8]), null],
    ['pg_dump', Buffer.from('PGDMP\u0001'), null],
  ])(
    'a file that is not UTF-8 text is refused with reason and position: %s',
    (reason, bytes, where) => {
      expect(textOf(bytes)).toEqual({ defect: expect.stringContaining(reason) as string, where });
    },
  );
});

describe('a path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-read-'));
  const path = (name: string) => join(folder, name);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('a path that is no file is refused without waiting', async () => {
    writeFileSync(path('file'), 'SELECT 1');
    symlinkSync('file', path('link'));
    symlinkSync('nothing', path('broken'));
    symlinkSync('loop', path('loop'));
    mkdirSync(path('folder'));
    execFileSync('mkfifo', [path('pipe')]);
    expect(await readText(path('link'))).toEqual({ text: 'SELECT 1' });
    const defects = await Promise.all(
      ['broken', 'loop', 'folder', 'pipe'].map(async (name) => {
        const read = await readText(path(name));
        return 'defect' in read ? read.defect : '';
      }),
    );
    expect(defects).toEqual([
      expect.stringContaining('leads to nothing'),
      expect.stringContaining('leads to nothing'),
      expect.stringMatching(/is not a file|is a folder/),
      'is not a file',
    ]);
  });
});
