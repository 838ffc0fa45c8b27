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
