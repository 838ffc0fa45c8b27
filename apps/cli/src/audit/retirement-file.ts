import type { FileHandle } from 'node:fs/promises';
import { EVENT_COLUMNS, type RetirementSink, type SealedEvent } from '#api/audit';
import { createNewFile } from '../new-file.js';

const CHARACTERS = 65_536;

/** Writes each value as the text that was hashed, so that SECRET_KEY suffices to verify the file. */
function toLine({
  number,
  eventId,
  eventHash,
  sealedAt,
  hash,
  keyId,
  content,
}: SealedEvent): string {
  const event =
    content && Object.fromEntries(EVENT_COLUMNS.map((name, index) => [name, content[index]]));
  const seal = {
    number,
    event_id: eventId,
    event_hash: eventHash.toString('hex'),
    sealed_at: sealedAt.toISOString(),
    hash: hash.toString('hex'),
    key_id: keyId,
  };
  return `${JSON.stringify({ seal, event })}\n`;
}

/** Writes the retired events, one a line, to the disk before the first of them is deleted. */
export class RetirementFile implements RetirementSink {
  private text = '';

  private constructor(private readonly file: FileHandle) {}

  static async create(path: string): Promise<RetirementFile> {
    return new RetirementFile(await createNewFile(path));
  }

  async write(link: SealedEvent): Promise<void> {
    this.text += toLine(link);
    if (this.text.length >= CHARACTERS) await this.writeOut();
  }

  async flush(): Promise<void> {
    await this.writeOut();
    await this.file.sync();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async writeOut(): Promise<void> {
    const { text } = this;
    this.text = '';
    await this.file.writeFile(text);
  }
}
