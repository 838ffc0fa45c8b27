import { RECORD_MAX_CHARACTERS, type FileFormat, type FileRecord } from './account-file.js';
import { readRecords } from './read-records.js';

/** Splits the text into chunks of `size` bytes: the result may not depend on where a chunk ends. */
async function* chunksOf(text: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(
  text: string | Buffer,
  format: FileFormat = 'csv',
  size = 7,
): Promise<FileRecord[]> {
  const found: FileRecord[] = [];
  for await (const record of readRecords(chunksOf(text, size), format)) found.push(record);
  return found;
}

const fieldsOf = (records: FileRecord[]) =>
  records.map((record) => ('fields' in record ? record.fields : record.problem));

describe('A CSV file', () => {
  it.each([1, 2, 3, 1000])('a CSV file is read alike in chunks of %i bytes', async (size) => {
    const text =
      '\ufeffEmail,first_name\r\na@x.org,"Zoë, ""Z"""\r\n\r\n"b@x.org","two\nlines"\r\nc@x.org,';
    expect(await read(text, 'csv', size)).toEqual([
      { line: 2, fields: { email: 'a@x.org', first_name: 'Zoë, "Z"' } },
      { line: 4, fields: { email: 'b@x.org', first_name: 'two\nlines' } },
      { line: 6, fields: { email: 'c@x.org', first_name: null } },
    ]);
  });

  it('a CSV file may be separated by semicolons', async () => {
    expect(fieldsOf(await read('email;first_name\na@x.org;A,B'))).toEqual([
      { email: 'a@x.org', first_name: 'A,B' },
    ]);
  });

  it('a CSV file returns cells that were escaped against formulas unchanged', async () => {
    const records = await read("email,first_name\na@x.org,'=HYPERLINK(1)\nb@x.org,'quoted\n");
    expect(fieldsOf(records)).toEqual([
      { email: 'a@x.org', first_name: '=HYPERLINK(1)' },
      { email: 'b@x.org', first_name: "'quoted" },
    ]);
  });

  it('an incomplete row of a CSV file is refused, and the next row is read', async () => {
    const records = await read('email,a\nx@x.org\ny@x.org,"1"2\nz@x.org,1"2\nok@x.org,1\n');
    expect(fieldsOf(records)).toEqual([
      'has 1 fields, the heading has 2',
      'something stands behind a closing quote',
      'a quote stands inside a field that is not quoted',
      { email: 'ok@x.org', a: '1' },
    ]);
  });

  it('an unclosed quote in a CSV file is refused without holding the rest of the file in memory', async () => {
    const rest = 'n@x.org,1\n'.repeat(RECORD_MAX_CHARACTERS / 10 + 10);
    const records = await read(`email,a\nx@x.org,"open\n${rest}last@x.org,1\n`, 'csv', 4096);
    expect(records[0]).toEqual({ line: 2, problem: expect.stringContaining('is longer than') });
    expect(records.at(-1)).toMatchObject({ fields: { email: 'last@x.org' } });
    const [end] = await read('email,a\nx@x.org,"open\n');
    expect(end).toEqual({ line: 2, problem: 'a quoted field is not closed' });
  });

  it.each([
    ['without a heading', 'a@x.org,b\n', /no column `email`/],
    ['with a column twice', 'email,email\n', /stands twice/],
    ['in another encoding', Buffer.from([0x65, 0xff, 0xfe, 0x0a]), /not UTF-8/],
    ['packed by gzip', Buffer.from([0x1f, 0x8b, 0x08, 0x00]), /compressed by gzip/],
    ['in UTF-16', Buffer.from('\ufeffemail\na@x.org\n', 'utf16le'), /UTF-16/],
    [
      'in another encoding further down',
      Buffer.from('email\na@x.org\n\xe9@x.org\n', 'latin1'),
      /line 3/,
    ],
    ['whose lines end with CR alone', 'email,a\ra@x.org,1\rb@x.org,2\r', /CR alone/],
    ['that ends inside a character', Buffer.from('email\nä').subarray(0, 7), /not UTF-8/],
  ])('a file %s is refused as a whole', async (_, text, complaint) => {
    await expect(read(text)).rejects.toThrow(complaint);
  });
});

describe('A CSV file with quoted fields', () => {
  it('a line that ends with CR alone after a closing quote is refused', async () => {
    const records = await read('email,a\n"a@x.org","1"\r"b@x.org","2"\nok@x.org,1\n');
    expect(fieldsOf(records)).toEqual([
      expect.stringContaining('CR alone'),
      { email: 'ok@x.org', a: '1' },
    ]);
  });
});

describe('An NDJSON file', () => {
  it('an NDJSON record with a repeated member is refused, also when it is escaped', async () => {
    const text = [
      '{"email":"a@x.org","email":"b@x.org"}',
      '{"email":"a@x.org","\\u0065mail":"b@x.org"}',
      '{"email":"c@x.org","first_name":"{\\"email\\":1,","last_name":"email"}',
      '{"email":"d@x.org","more":{"a":1,"b":[{"email":2}]},"a":3}',
      '{"email":"half',
    ].join('\n');
    expect(fieldsOf(await read(text, 'ndjson'))).toEqual([
      'the member `email` stands twice',
      'the member `email` stands twice',
      expect.objectContaining({ email: 'c@x.org' }),
      expect.objectContaining({ email: 'd@x.org' }),
      'is not a JSON object',
    ]);
  });

  it('an NDJSON file may have a byte-order mark and lines that end with CR LF', async () => {
    const text = '\ufeff{"email":"a@x.org"}\r\n{"email":"b@x.org"}\r\n';
    expect(fieldsOf(await read(text, 'ndjson'))).toEqual([
      { email: 'a@x.org' },
      { email: 'b@x.org' },
    ]);
  });

  it.each([1, 5, 1000])('an NDJSON file is read alike in chunks of %i bytes', async (size) => {
    const text = '{"email":"ä@x.org"}\n\n{"email":"b@x.org","is_active":false}';
    expect(await read(text, 'ndjson', size)).toEqual([
      { line: 1, fields: { email: 'ä@x.org' } },
      { line: 3, fields: { email: 'b@x.org', is_active: false } },
    ]);
  });

  it('an NDJSON line that is no object is refused without repeating it, and the next line is read', async () => {
    const long = `{"a":"${'x'.repeat(RECORD_MAX_CHARACTERS)}"}`;
    const records = await read(
      `{"password_hash":"$2b\n[]\n"x"\n${long}\n{"email":"c@x.org"}\n`,
      'ndjson',
      5000,
    );
    expect(records).toEqual([
      { line: 1, problem: 'is not a JSON object' },
      { line: 2, problem: 'is not a JSON object' },
      { line: 3, problem: 'is not a JSON object' },
      { line: 4, problem: `is longer than ${RECORD_MAX_CHARACTERS} characters` },
      { line: 5, fields: { email: 'c@x.org' } },
    ]);
  });
});
