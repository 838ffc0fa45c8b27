import { ownRelease } from '#libs/release';
import { COMMAND_GROUPS } from './command-groups.js';
import { EXIT, showError } from './outcome.js';
import { overviewOf, PROGRAM } from './command-group.js';

/**
 * A reader such as `| head` closes the pipe when it has read enough. That is no error: the command completes its work
 * without output.
 */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

const isWord = (text: string | undefined): boolean => text !== undefined && !text.startsWith('-');

/**
 * `help users`, `migrate help up`, `migrate help`: the same as `--help` after the words. Alone, `help` shows the list
 * of commands.
 */
export function withoutHelpWords(args: readonly string[]): readonly string[] {
  const [first, second, ...rest] = args;
  if (first === 'help' && second !== undefined && isWord(second)) {
    return [...withoutHelp([second, ...rest]), '--help'];
  }
  if (isWord(first) && second === 'help') return [...withoutHelp([first ?? '', ...rest]), '--help'];
  return args;
}

const withoutHelp = (words: readonly string[]): string[] =>
  words.filter((word) => word !== 'help' && word !== '--help');

const HELP = new Set(['--help', '-h', 'help']);
const VERSION = new Set(['--version', '-V', 'version']);

function answerWithoutCommand(word: string | undefined): number {
  const overview = overviewOf(PROGRAM, COMMAND_GROUPS);
  if (word !== undefined && HELP.has(word)) {
    process.stdout.write(`${overview}\n`);
    return EXIT.done;
  }
  if (word !== undefined && VERSION.has(word)) {
    process.stdout.write(`${ownRelease()}\n`);
    return EXIT.done;
  }
  if (word !== undefined) process.stderr.write(`error: unknown command '${word}'\n\n`);
  process.stderr.write(`${overview}\n`);
  return EXIT.usage;
}

/** Runs the command that the arguments of the process name; sets the exit code, never throws. */
export async function runCli(): Promise<void> {
  ignoreClosedPipes();
  process.argv.splice(2, Infinity, ...withoutHelpWords(process.argv.slice(2)));
  const [word] = process.argv.slice(2);
  const group = COMMAND_GROUPS.find(({ name }) => name === word);
  if (!group) {
    process.exitCode = answerWithoutCommand(word);
    return;
  }
  try {
    // oxlint-disable-next-line gatehouse/no-late-own-import -- the list of commands and the version need no framework
    const { runGroup } = await import('./create-command-line.js');
    await runGroup(group, COMMAND_GROUPS);
  } catch (error) {
    process.exitCode = showError(error instanceof Error ? error : new Error(String(error)));
  }
}
