import { z } from 'zod';
import { plainText, variableOf, type Variable, type VariableWords } from './variable.js';

/** An entry of a list in comparable form, or why it could never match. */
export type Entry = { readonly value: string } | { readonly problem: string };

/** The entries of a list, separated by commas or white space. */
export function entriesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** Names the problem of a list entry by its position: a list may be long, and entries are not quoted. */
export function entryProblem(index: number, count: number, problem: string): string {
  return count === 1 ? problem : `entry ${index + 1} of ${count}: ${problem}`;
}

/** The entries of a set list, which must have at least one. */
function entriesOfSet(text: string, context: { addIssue(message: string): void }): string[] {
  const entries = entriesOf(plainText(text));
  if (entries.length === 0) context.addIssue('names nothing; leave it empty, or name something');
  return entries;
}

/** A list of words separated by commas or white space. */
export function list(name: string, words: VariableWords): Variable<readonly string[]> {
  const parse = z.string().transform(entriesOfSet);
  return variableOf<readonly string[]>(name, parse, [], { fallbackText: '(none)', ...words });
}

/** A list of words separated by commas or white space, each parsed by `read`; duplicates are removed. */
export function listOf(
  name: string,
  read: (entry: string) => Entry,
  words: VariableWords,
): Variable<readonly string[]> {
  const parse = z.string().transform((text, context) => {
    const entries = entriesOfSet(text, context);
    const found = entries.map(read);
    for (const [index, entry] of found.entries()) {
      if ('problem' in entry) {
        context.addIssue(entryProblem(index, entries.length, entry.problem));
      }
    }
    return [...new Set(found.flatMap((entry) => ('value' in entry ? [entry.value] : [])))];
  });
  return variableOf<readonly string[]>(name, parse, [], { fallbackText: '(none)', ...words });
}
