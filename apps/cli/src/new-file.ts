import { open, unlink, type FileHandle } from 'node:fs/promises';
import { Refusal } from './outcome.js';

/** Readable by the owner alone: the files contain ids, addresses, times of sign-ins, perhaps hashes. */
const FILE_MODE = 0o600;

/**
 * A new file that a command writes.
 * @throws Refusal when it cannot be written, or exists
 */
export async function createNewFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', FILE_MODE);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new Refusal(`${path} exists`, 'choose another name, or delete it first');
    throw new Refusal(`cannot write ${path}: ${message}`);
  }
}

/**
 * A file that is created before the work, so that a path that cannot be written fails first; it is removed when nothing
 * was written to it.
 */
export class NewFile {
  private isWritten = false;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async create(path: string): Promise<NewFile> {
    return new NewFile(path, await createNewFile(path));
  }

  async write(text: string): Promise<void> {
    this.isWritten = true;
    await this.file.writeFile(text);
  }

  async close(): Promise<void> {
    await this.file.close();
    if (!this.isWritten) await unlink(this.path).catch(() => undefined);
  }
}
