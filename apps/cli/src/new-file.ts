import { open, unlink, type FileHandle } from 'node:fs/promises';
import { Refusal } from './refusal.js';

/** The owner alone: what commands write has ids, addresses, perhaps hashes. */
const FILE_MODE = 0o600;

/**
 * A file that was not there before, to be written by a command.
 * @throws Refusal when it cannot be, or is there
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

/** Made before the work, so that the work is not done in vain; gone again when nothing was written to it. */
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
