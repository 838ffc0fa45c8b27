import type { Type } from '@nestjs/common';
import type { CommandRunner } from 'nest-commander';

/** A word behind `gatehouse`, with its commands. */
export interface CommandGroup {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Left out of the list: for the project's own scripts. */
  readonly isHidden?: boolean;
  /** Loads the commands: the one of this name and those below it. */
  readonly load: () => Promise<readonly Type<CommandRunner>[]>;
}
