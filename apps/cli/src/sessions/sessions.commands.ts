import { Command, Option, SubCommand } from 'nest-commander';
import { EndSessions } from '#api/sessions';
import { CliCommand, CliCommandGroup } from '../cli-command.js';
import { getUser } from '../rooms/find-user.js';
import { withRooms } from '../rooms/with-rooms.js';
import { tell } from '../tell.js';

@SubCommand({
  name: 'end',
  description: 'end all sessions of a user: their tokens are refused from the next request on',
})
export class SessionsEndCommand extends CliCommand {
  @Option({ flags: '--user <id or address>', description: 'whose sessions', required: true })
  parseUser(user: string): string {
    return user;
  }

  @Option({ flags: '--json', description: 'for machines' })
  parseJson(): boolean {
    return true;
  }

  override execute(_args: string[], options: Record<string, unknown>): Promise<void> {
    const named = String(options['user']);
    return withRooms(async (rooms) => {
      const { id } = await getUser(rooms, named);
      const count = await rooms.get(EndSessions).endByOperator(id);
      const said = `Ended ${count} ${count === 1 ? 'session' : 'sessions'} of ${named}`;
      tell(options, said, { user_id: id, sessions_ended: count });
    });
  }
}

@Command({
  name: 'sessions',
  description: 'who is signed in',
  subCommands: [SessionsEndCommand],
})
export class SessionsCommand extends CliCommandGroup {}

export const SESSIONS_COMMANDS = [SessionsCommand, SessionsEndCommand];
