import fc from 'fast-check';
import { checksumOf } from './checksum.js';
import { nameInHistory, nextVersion, parseFileName, slugOf } from './migration-name.js';

describe('the name of a migration', () => {
  it('has fourteen digits and a name', () => {
    expect(parseFileName('20240309000001-create-users-table.sql')).toEqual({
      version: '20240309000001',
      name: '20240309000001-create-users-table',
    });
  });

  it.each(['create.sql', '2024-create.sql', '20240309000001.sql', '20240309000001-a b.sql', 'x'])(
    'is not %s',
    (name) => {
      expect(parseFileName(name)).toBeNull();
    },
  );

  it('is found in the table of another runner, with its ending or its folder', () => {
    expect(nameInHistory('20240309000001-a.sql')).toBe('20240309000001-a');
    expect(nameInHistory('migrations/up/20240309000001-a.sql')).toBe('20240309000001-a');
    expect(nameInHistory('20240309000001-a')).toBe('20240309000001-a');
  });

  it('is made from any title, or from none', () => {
    expect(slugOf('  Add Ünïcode Avatars!  ')).toBe('add-unicode-avatars');
    expect(slugOf('../../etc/passwd')).toBe('etc-passwd');
    expect(slugOf('…')).toBe('');
  });

  it('is always one that is read back, and safe as a file', () => {
    // Not the unit `binary`, which first makes a table of all characters, for a second.
    const character = fc
      .nat(0x10ffff)
      .map((code) => String.fromCodePoint(code))
      .filter((text) => !/\p{Cs}/u.test(text));
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 300 }), (title) => {
        const slug = slugOf(title);
        if (slug) expect(parseFileName(`20240309000001-${slug}.sql`)).not.toBeNull();
      }),
    );
  });

  it('sorts behind all that are there, even those of the future', () => {
    const now = new Date('2026-01-02T03:04:05.999Z');
    expect(nextVersion(now, undefined)).toBe('20260102030405');
    expect(nextVersion(now, '20260102030405')).toBe('20260102030406');
    expect(nextVersion(now, '20990101000000')).toBe('20990101000001');
  });
});

describe('a checksum', () => {
  it('is that of the text, whatever ends its lines', () => {
    expect(checksumOf('a\r\nb\r\n')).toBe(checksumOf('a\nb\n'));
    expect(checksumOf('a\nb')).not.toBe(checksumOf('a\nb\n'));
  });
});
