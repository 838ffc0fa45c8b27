import fc from 'fast-check';
import { checksumOf } from './checksum.js';
import { nameInHistory, nextVersion, parseFileName, slugOf } from './migration-name.js';

describe('the name of a migration', () => {
  it('a migration name has fourteen digits and a title', () => {
    expect(parseFileName('20240309000001-create-users-table.sql')).toEqual({
      version: '20240309000001',
      name: '20240309000001-create-users-table',
    });
  });

  it.each(['create.sql', '2024-create.sql', '20240309000001.sql', '20240309000001-a b.sql', 'x'])(
    '%s is not a migration name',
    (name) => {
      expect(parseFileName(name)).toBeNull();
    },
  );

  it('a migration name is recognised with extension or folder, as other runners store it', () => {
    expect(nameInHistory('20240309000001-a.sql')).toBe('20240309000001-a');
    expect(nameInHistory('migrations/up/20240309000001-a.sql')).toBe('20240309000001-a');
    expect(nameInHistory('20240309000001-a')).toBe('20240309000001-a');
  });

  it('slugOf makes a slug of any title, or an empty one', () => {
    expect(slugOf('  Add Ünïcode Avatars!  ')).toBe('add-unicode-avatars');
    expect(slugOf('../../etc/passwd')).toBe('etc-passwd');
    expect(slugOf('…')).toBe('');
  });

  it('a name made from any title is a valid migration name', () => {
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

  it('a new version sorts after all existing ones, even future ones', () => {
    const now = new Date('2026-01-02T03:04:05.999Z');
    expect(nextVersion(now, undefined)).toBe('20260102030405');
    expect(nextVersion(now, '20260102030405')).toBe('20260102030406');
    expect(nextVersion(now, '20990101000000')).toBe('20990101000001');
  });
});

describe('a checksum', () => {
  it('a checksum does not depend on line ends', () => {
    expect(checksumOf('a\r\nb\r\n')).toBe(checksumOf('a\nb\n'));
    expect(checksumOf('a\nb')).not.toBe(checksumOf('a\nb\n'));
  });
});
