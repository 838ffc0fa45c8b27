import { Command, Option, SubCommand } from 'nest-commander';
import { randomToken } from '#libs/kernel';
import { NewAdministrators } from '#api/auth';
import { CliCommand, CliCommandGroup } from '../cli-command.js';
import { withFeatures } from '../features/with-features.js';
import { tell } from '../outcome.js';
import { readPassword } from '../terminal.js';

/** 120 random bits: 20 characters. */
const RANDOM_BYTES = 15;

interface CreateOptions {
  readonly email: string;
  readonly passwordStdin?: boolean;
}

@SubCommand({
  name: 'create',
  description:
    'make an account that holds the role `admin` of `auth_service`, verified from the start',
})
export class AdminCreateCommand extends CliCommand {
  @Option({
    flags: '--email <address>',
    description: 'the address to sign in with',
    required: true,
  })
  parseEmail(address: string): string {
    return address;
  }

  @Option({
    flags: '--password-stdin',
    description: 'read the password from standard input; otherwise a random one is printed once',
  })
  parsePasswordStdin(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override async execute(_args: string[], options: Record<string, unknown>): Promise<void> {
    const { email, passwordStdin } = options as unknown as CreateOptions;
    const given = passwordStdin ? await readPassword(process.stdin, process.stderr) : undefined;
    const password = given ?? randomToken(RANDOM_BYTES);
    const id = await withFeatures((features) =>
      features.get(NewAdministrators).create({ email, password }),
    );
    const made = given === undefined ? { password } : {};
    const shown = given === undefined ? `, password: ${password}` : '';
    tell(options, `Created the administrator ${email}${shown}`, { id, email, ...made });
  }
}

@Command({
  name: 'admin',
  description: 'administrators of this installation',
  subCommands: [AdminCreateCommand],
})
export class AdminCommand extends CliCommandGroup {}

export const ADMIN_COMMANDS = [AdminCommand, AdminCreateCommand];
