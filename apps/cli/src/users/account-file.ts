import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  FILE_FORMATS,
  readRecords,
  type FileFormat,
  type FileRecord,
} from '#api/integration/importing';
import { Refusal } from '../outcome.js';

const BY_EXTENSION: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

export const toFormat = (text: string): FileFormat | null =>
  FILE_FORMATS.find((format) => format === text) ?? null;

/** The format by a file's extension. */
export function formatOfName(name: string): FileFormat | null {
  return BY_EXTENSION[/\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? null;
}

type Identity = Readonly<Record<'ino' | 'size' | 'mtimeMs', number>>;

async function identityOf(path: string): Promise<Identity> {
  try {
    const found = await stat(path);
    if (!found.isFile()) {
      const hint =
        'It is read twice, so a pipe or a folder is not enough: write it to a file first.';
      throw new Refusal(`${path} is not a file`, hint);
    }
    const { ino, size, mtimeMs } = found;
    return { ino, size, mtimeMs };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal(`cannot read ${path}: ${code === 'ENOENT' ? 'there is no such file' : code}`);
  }
}

/** A file of accounts that is read twice: first for the dry run, then for the import. */
export class ImportSource {
  private constructor(
    private readonly path: string,
    private readonly format: FileFormat,
    private readonly identity: Identity,
  ) {}

  /** @throws Refusal when there is no such file */
  static async open(path: string, format: FileFormat): Promise<ImportSource> {
    return new ImportSource(path, format, await identityOf(path));
  }

  /**
   * The records of the file. A file that has changed since the dry run is refused.
   * @throws Refusal
   */
  async *records(): AsyncGenerator<FileRecord> {
    await this.assertSame('Nothing was imported.');
    yield* readRecords(createReadStream(this.path), this.format);
    await this.assertSame(
      'Import it again once it no longer changes: existing accounts stay unchanged.',
    );
  }

  private async assertSame(hint: string): Promise<void> {
    const now = await identityOf(this.path);
    const { ino, size, mtimeMs } = this.identity;
    if (now.ino === ino && now.size === size && now.mtimeMs === mtimeMs) return;
    throw new Refusal(`${this.path} was changed while it was read`, hint);
  }
}
