import { Command, Option, SubCommand } from 'nest-commander';
import { AccountLifecycle } from '#api/account-admin';
import { EndEverybodysSessions } from '#api/sessions';
import { CliCommand, CliCommandGroup } from '../cli-command.js';
import { confirm, isInteractive, withProgress } from '../terminal.js';
import { Refusal, tell } from '../outcome.js';
import { getUser } from '../features/find-named.js';
import { withFeatures } from '../features/with-features.js';

interface EndOptions {
  readonly user?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

@SubCommand({
  name: 'end',
  description:
    'end all sessions of one user or of all users: their tokens are refused from the next request on',
})
export class SessionsEndCommand extends CliCommand {
  @Option({ flags: '--user <id or address>', description: 'the user whose sessions end' })
  parseUser(user: string): string {
    return user;
  }

  @Option({
    flags: '--all',
    description:
      'end the sessions of all users; required after a backup was restored, because sessions that were ended after the backup are open again',
  })
  parseAll(): boolean {
    return true;
  }

  @Option({ flags: '-y, --yes', description: 'with --all: do not ask' })
  parseYes(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute(_args: string[], given: Record<string, unknown>): Promise<void> {
    const options: EndOptions = given;
    if ((options.user === undefined) === (options.all !== true)) {
      return this.command.error('error: give either --user or --all');
    }
    if (options.user !== undefined) return endForUser(options.user, given);
    if (!options.yes && !isInteractive()) {
      return this.command.error('error: there is no terminal to ask: add --yes');
    }
    return endForAllUsers(given, options.yes === true);
  }
}

const sessionsOf = (count: number) => `${count} ${count === 1 ? 'session' : 'sessions'}`;

function endForUser(named: string, options: Record<string, unknown>): Promise<void> {
  return withFeatures(async (features) => {
    const { id } = await getUser(features, named);
    const { sessionsEnded } = await features.get(AccountLifecycle).endSessions('operator', id);
    tell(options, `Ended ${sessionsOf(sessionsEnded)} of ${named}`, {
      user_id: id,
      sessions_ended: sessionsEnded,
    });
  });
}

async function endForAllUsers(options: Record<string, unknown>, isSure: boolean): Promise<void> {
  if (!isSure && !(await confirm('All users must sign in again. End all sessions?'))) {
    throw new Refusal('Nothing was ended');
  }
  await withFeatures(async (features) => {
    const sessions = features.get(EndEverybodysSessions);
    const { count, failedUserIds } = await withProgress('sessions ended', (show) =>
      sessions.end(show),
    );
    const left = failedUserIds.length;
    const ended = { sessions_ended: count, failed_user_ids: failedUserIds };
    if (left === 0) return tell(options, `Ended ${sessionsOf(count)} of all users`, ended);
    throw new Refusal(
      `Ended ${sessionsOf(count)} of all users but ${left} ${left === 1 ? 'user' : 'users'}: ${failedUserIds.join(', ')}`,
      'another transaction may hold one of their sessions; call it again to end them',
      ended,
    );
  });
}

@Command({
  name: 'sessions',
  description: 'the sessions of users',
  subCommands: [SessionsEndCommand],
})
export class SessionsCommand extends CliCommandGroup {}

export const SESSIONS_COMMANDS = [SessionsCommand, SessionsEndCommand];
