import { Command, Option, SubCommand } from 'nest-commander';
import { normaliseEmail } from '#libs/kernel';
import { AccountLifecycle, OperatorAccounts, UserDirectory } from '#api/account-admin';
import { toUser } from '#api/users';
import { CliCommand, CliCommandGroup } from '../cli-command.js';
import { getUser } from '../features/find-named.js';
import { withFeatures } from '../features/with-features.js';
import { tell } from '../outcome.js';
import { UsersExportCommand } from './users-export.command.js';
import { UsersImportCommand } from './users-import.command.js';
import { UsersResetFactorsCommand } from './users-reset-factors.command.js';
import { UsersUnmergeCommand } from './users-unmerge.command.js';
import { toDetails, toJsonText, toLine } from './show-user.js';

const USER = { arguments: '<user>', argsDescription: { user: 'an id or an address' } };
const PAGE = 200;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

@SubCommand({ name: 'list', description: 'list accounts, the oldest first' })
export class UsersListCommand extends CliCommand {
  @Option({ flags: '--email <beginning>', description: 'only those whose address begins so' })
  parseEmail(beginning: string): string {
    return beginning;
  }

  @Option({ flags: '--inactive', description: 'only deactivated ones' })
  parseInactive(): boolean {
    return true;
  }

  @Option({ flags: '--unverified', description: 'only those whose address is not verified' })
  parseUnverified(): boolean {
    return true;
  }

  @Option({ flags: '--limit <n>', description: 'at most so many; otherwise all' })
  parseLimit(text: string): number {
    const limit = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
    return limit ?? this.command.error('error: --limit must be a whole number above 0');
  }

  @Option({ flags: '--json', description: 'one JSON object a line' })
  parseJson(): boolean {
    return true;
  }

  override execute(_args: string[], options: Record<string, unknown>): Promise<void> {
    const { limit = Infinity, json } = options as { limit?: number; json?: boolean };
    const prefix = options['email'] as string | undefined;
    const filter = {
      emailPrefix: prefix === undefined ? null : canonicalBeginning(prefix),
      isActive: options['inactive'] === true ? false : null,
      isEmailVerified: options['unverified'] === true ? false : null,
    };
    return withFeatures(async (features) => {
      const directory = features.get(UserDirectory);
      let after: string | null = null;
      for (let rest = limit; rest > 0;) {
        const page = await directory.list(filter, { after, limit: Math.min(PAGE, rest) });
        for (const user of page) print(json ? JSON.stringify(toUser(user)) : toLine(user));
        after = page.at(-1)?.id ?? null;
        rest = page.length < PAGE ? 0 : rest - page.length;
      }
    });
  }
}

const canonicalBeginning = (text: string): string =>
  normaliseEmail(text)?.canonical ?? text.normalize('NFKC').toLowerCase();

@SubCommand({ name: 'show', description: 'show one account', ...USER })
export class UsersShowCommand extends CliCommand {
  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute([named = '']: string[], options: Record<string, unknown>): Promise<void> {
    return withFeatures(async (features) => {
      const user = await getUser(features, named);
      print(options['json'] === true ? toJsonText(user) : toDetails(user));
    });
  }
}

@SubCommand({
  name: 'create',
  description: 'make an account; its owner is mailed a link to choose a password',
})
export class UsersCreateCommand extends CliCommand {
  @Option({
    flags: '--email <address>',
    description: 'the address to sign in with',
    required: true,
  })
  parseEmail(address: string): string {
    return address;
  }

  @Option({ flags: '--first-name <name>', description: 'first name' })
  parseFirstName(name: string): string {
    return name;
  }

  @Option({ flags: '--last-name <name>', description: 'last name' })
  parseLastName(name: string): string {
    return name;
  }

  @Option({ flags: '--verified', description: 'mark the address as verified' })
  parseVerified(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute(_args: string[], options: Record<string, unknown>): Promise<void> {
    const { email, firstName, lastName } = options as Record<string, string | undefined>;
    return withFeatures(async (features) => {
      const user = await features.get(OperatorAccounts).create({
        email: email ?? '',
        firstName: firstName ?? null,
        lastName: lastName ?? null,
        isVerified: options['verified'] === true,
      });
      const said = `Created ${user.email} (${user.id}) and queued a mail with a link to choose a password`;
      tell(options, said, { user: toUser(user) });
    });
  }
}

@SubCommand({ name: 'verify', description: 'mark the address of an account as verified', ...USER })
export class UsersVerifyCommand extends CliCommand {
  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute([named = '']: string[], options: Record<string, unknown>): Promise<void> {
    return withFeatures(async (features) => {
      const { id, email } = await getUser(features, named);
      const { isChanged } = await features.get(AccountLifecycle).verify('operator', id);
      const said = isChanged ? `Verified ${email}` : `${email} was verified already`;
      tell(options, said, { id, email, changed: isChanged });
    });
  }
}

@SubCommand({
  name: 'deactivate',
  description: 'prevent an account from signing in, and end its sessions',
  ...USER,
})
export class UsersDeactivateCommand extends CliCommand {
  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute([named = '']: string[], options: Record<string, unknown>): Promise<void> {
    return withFeatures(async (features) => {
      const { id, email } = await getUser(features, named);
      const lifecycle = features.get(AccountLifecycle);
      const { isChanged, sessionsEnded } = await lifecycle.deactivate('operator', id);
      const sessions = sessionsEnded === 1 ? '1 session' : `${sessionsEnded} sessions`;
      const said = isChanged
        ? `Deactivated ${email}; ${sessions} ended`
        : `${email} was deactivated already`;
      tell(options, said, { id, email, changed: isChanged, sessions_ended: sessionsEnded });
    });
  }
}

@SubCommand({
  name: 'reset',
  description:
    'mail the owner a link to choose a new password; the operator neither sees nor sets it',
  ...USER,
})
export class UsersResetCommand extends CliCommand {
  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute([named = '']: string[], options: Record<string, unknown>): Promise<void> {
    return withFeatures(async (features) => {
      const { id } = await getUser(features, named);
      const { email } = await features.get(OperatorAccounts).reset(id);
      tell(options, `Queued a mail to ${email} with a link to choose a new password`, {
        id,
        email,
      });
    });
  }
}

@SubCommand({
  name: 'unlock',
  description:
    'delete the count of wrong passwords of an account: the owner can sign in without a wait',
  ...USER,
})
export class UsersUnlockCommand extends CliCommand {
  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute([named = '']: string[], options: Record<string, unknown>): Promise<void> {
    return withFeatures(async (features) => {
      const { id, email } = await getUser(features, named);
      await features.get(OperatorAccounts).unlock(id);
      tell(options, `${email} no longer has a wait after wrong passwords`, { id, email });
    });
  }
}

const SUB_COMMANDS = [
  UsersListCommand,
  UsersShowCommand,
  UsersCreateCommand,
  UsersVerifyCommand,
  UsersDeactivateCommand,
  UsersResetCommand,
  UsersUnlockCommand,
  UsersResetFactorsCommand,
  UsersUnmergeCommand,
  UsersImportCommand,
  UsersExportCommand,
];

@Command({ name: 'users', description: 'accounts of this installation', subCommands: SUB_COMMANDS })
export class UsersCommand extends CliCommandGroup {}

export const USERS_COMMANDS = [UsersCommand, ...SUB_COMMANDS];
