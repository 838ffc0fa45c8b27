import type { Type } from '@nestjs/common';
import type { CommandRunner } from 'nest-commander';

/**
 * `operators`: over the database of the server's configuration. `developers`: of a service, who have its application token and
 * neither that configuration nor that database; the command asks the server and makes no files but those it was told to.
 * `both`: the second where there is an application token or `--url`, otherwise the first.
 */
export type Audience = 'operators' | 'developers' | 'both';

/** A word behind `gatehouse`, with its commands. */
export interface CommandGroup {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly audience: Audience;
  /** Left out of the list: for the project's own scripts. */
  readonly isHidden?: boolean;
  /** Loads the commands: the one of this name and those below it. */
  readonly load: () => Promise<readonly Type<CommandRunner>[]>;
}
