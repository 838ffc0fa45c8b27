import { Command, Option, SubCommand } from 'nest-commander';
import { SigningKeys, type Rotation, type SigningKeyInfo } from '#api/signing-keys';
import { CliCommand, CliCommandGroup } from '../cli-command.js';
import { withFeatures } from '../features/with-features.js';
import { tell } from '../outcome.js';

const asMinute = (date: Date): string => date.toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z');

/** The columns of a key beside its state. */
function remarkOf(key: SigningKeyInfo): string {
  switch (key.state) {
    case 'pending':
      return `signs from ${asMinute(key.activatesAt)}`;
    case 'active':
    case 'retiring':
    case 'retired':
      return key.retiresAt ? `accepted until ${asMinute(key.retiresAt)}` : '';
    case 'revoked':
      return key.revokedAt ? `since ${asMinute(key.revokedAt)}` : '';
  }
}

const toLine = (key: SigningKeyInfo): string =>
  [key.id, key.state.padEnd(8), `made ${asMinute(key.createdAt)}`, remarkOf(key)]
    .join('  ')
    .trimEnd();

const toJson = (key: SigningKeyInfo) => ({
  kid: key.id,
  state: key.state,
  created_at: key.createdAt,
  activates_at: key.activatesAt,
  retires_at: key.retiresAt,
  revoked_at: key.revokedAt,
});

function describe({ key, created, revoked }: Rotation): string {
  if (revoked.length > 0) {
    const old = revoked.length === 1 ? 'the old one is' : `the ${revoked.length} old ones are`;
    return `Key ${key.id} signs from now on; ${old} no longer accepted`;
  }
  const begin = created ? 'is published' : 'was published already';
  return `Key ${key.id} ${begin} and signs from ${asMinute(key.activatesAt)}`;
}

@SubCommand({
  name: 'rotate',
  description:
    'make a new signing key: it is published at once and used ten minutes later; the old one is accepted until its last token has expired',
})
export class KeysRotateCommand extends CliCommand {
  @Option({
    flags: '--now',
    description:
      'for a leaked key: use the new one at once and refuse every token signed before; users stay signed in by their refresh tokens',
  })
  parseNow(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override async execute(_args: string[], options: Record<string, unknown>): Promise<void> {
    const now = options['now'] === true;
    const rotation = await withFeatures((features) => features.get(SigningKeys).rotate({ now }));
    const { key, created, revoked } = rotation;
    tell(options, describe(rotation), { key: toJson(key), created, revoked });
  }
}

@SubCommand({ name: 'list', description: 'list all signing keys, the newest first' })
export class KeysListCommand extends CliCommand {
  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override async execute(_args: string[], options: Record<string, unknown>): Promise<void> {
    const keys = await withFeatures((features) => features.get(SigningKeys).list());
    const lines =
      options['json'] === true ? [JSON.stringify(keys.map(toJson), null, 2)] : keys.map(toLine);
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    if (keys.length === 0)
      process.stderr.write('No key yet: the server makes one when it starts\n');
  }
}

@Command({
  name: 'keys',
  description: 'the keys that sign access tokens',
  subCommands: [KeysRotateCommand, KeysListCommand],
})
export class KeysCommand extends CliCommandGroup {}

export const KEYS_COMMANDS = [KeysCommand, KeysRotateCommand, KeysListCommand];
