import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Option, SubCommand } from 'nest-commander';
import {
  AccountExport,
  type AccountExportOptions,
  parsePublicKey,
  type FileFormat,
} from '#api/integration/importing';
import { CliCommand } from '../cli-command.js';
import { createNewFile } from '../new-file.js';
import { withProgress } from '../terminal.js';
import { withFeatures } from '../features/with-features.js';
import { formatOfName, toFormat } from './account-file.js';
import { readKeyFile } from './read-key-file.js';

@SubCommand({
  name: 'export',
  description: 'write all accounts to standard output or to a file, as CSV or NDJSON',
})
export class UsersExportCommand extends CliCommand {
  @Option({
    flags: '--format <csv|ndjson>',
    description: 'otherwise by the name of the file, or ndjson',
  })
  parseFormat(text: string): FileFormat {
    return toFormat(text) ?? this.command.error('error: --format must be csv or ndjson');
  }

  @Option({ flags: '--output <file>', description: 'a new file that only its owner can read' })
  parseOutput(file: string): string {
    return file;
  }

  @Option({
    flags: '--with-hashes',
    description:
      'include the hashes of the passwords; only Gatehouse can import those that it has made',
  })
  parseWithHashes(): boolean {
    return true;
  }

  @Option({
    flags: '--with-totp-secrets',
    description: 'include the secrets of authenticator apps, encrypted; requires --encrypt-to',
  })
  parseWithTotpSecrets(): boolean {
    return true;
  }

  @Option({
    flags: '--encrypt-to <file>',
    description: 'the public key (PEM; X25519 or EC) that the secrets are encrypted to',
  })
  parseEncryptTo(file: string): string {
    return file;
  }

  override async execute(_args: string[], options: Record<string, unknown>): Promise<void> {
    const { format, output } = options as { format?: FileFormat; output?: string };
    const totpKey = await this.totpKeyOf(options);
    const wanted: AccountExportOptions = {
      format: format ?? formatOfName(output ?? '') ?? 'ndjson',
      withHashes: options['withHashes'] === true,
      ...(totpKey && { totpKey }),
    };
    return withFeatures(async (features) => {
      const target =
        output === undefined ? process.stdout : (await createNewFile(output)).createWriteStream();
      const lines = features.get(AccountExport).lines(wanted);
      await withProgress('accounts written', async (show) => {
        // On standard output the progress would be mixed with the exported lines.
        const shown = output === undefined ? lines : counted(lines, show);
        await pipeline(Readable.from(shown), target, { end: target !== process.stdout });
      });
    });
  }

  private totpKeyOf(options: Record<string, unknown>) {
    const { withTotpSecrets, encryptTo } = options as {
      withTotpSecrets?: boolean;
      encryptTo?: string;
    };
    if ((withTotpSecrets === true) !== (encryptTo !== undefined))
      return this.command.error('error: --with-totp-secrets and --encrypt-to go together');
    return encryptTo === undefined ? undefined : readKeyFile(encryptTo, parsePublicKey);
  }
}

async function* counted(
  lines: AsyncIterable<string>,
  show: (count: number) => void,
): AsyncGenerator<string> {
  let count = 0;
  for await (const line of lines) {
    show((count += 1));
    yield line;
  }
}
