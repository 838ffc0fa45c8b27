import type { CommandSpec } from '../command.js';
import { create } from './create.js';
import { down } from './down.js';
import { dump } from './dump.js';
import { lint } from './lint.js';
import { redo } from './redo.js';
import { repair } from './repair.js';
import { status } from './status.js';
import { up } from './up.js';
import { verify } from './verify.js';

/** Every command, in the order of the help. */
export const MIGRATOR_COMMANDS = {
  create,
  up,
  down,
  status,
  redo,
  verify,
  repair,
  dump,
  lint,
} as const satisfies Readonly<Record<string, CommandSpec>>;
