import type { Type } from '@nestjs/common';
import type { CommandRunner } from 'nest-commander';

/**
 * Who calls a command. `operators`: the command uses the database of the server's configuration. `developers` of a
 * service have its application token, but neither that configuration nor that database: the command calls the server
 * and writes only the files that its options name. `both`: for developers where an application token or `--url` is
 * given, otherwise for operators.
 */
export type Audience = 'operators' | 'developers' | 'both';

/** A subcommand of `gatehouse` and its own commands. */
export interface CommandGroup {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly audience: Audience;
  /** Not listed: for the project's own scripts. */
  readonly isHidden?: boolean;
  /** Loads the commands: the one of this name and those below it. */
  readonly load: () => Promise<readonly Type<CommandRunner>[]>;
}
