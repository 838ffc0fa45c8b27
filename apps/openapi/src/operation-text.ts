import type { AccessRule } from '#libs/access';
import type { HandlerDeclarations } from '#api/platform/http';

/** The text as one line, as Markdown renders it. */
const joined = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim();

/** The end of the first sentence: before the next sentence, or before an independent clause. */
const FIRST_SENTENCE = /^(.+?)(?:[.;:] (?=\S).*|\.)?$/;

/** Swagger UI shows the markup of a summary literally. */
const withoutMarks = (text: string) => text.replace(/[`*]/g, '');

function whoMayCall(access: AccessRule | undefined): string {
  switch (access?.kind) {
    case 'signed-in':
      return 'For signed-in users: send the `access_token` as Bearer.';
    case 'permission':
      return `For users with the permission \`${access.permission}\`: send the \`access_token\` as Bearer.`;
    case 'app-token': {
      const scopes = access.scopes.map((scope) => ` with the scope \`${scope}\``).join('');
      return `For services: send an application token${scopes} as Bearer.`;
    }
    case 'public':
    case undefined:
      return 'Needs no token.';
  }
}

/** The summary of an operation, one line in the list, and its description, shown when it is opened. */
export interface OperationText {
  readonly summary: string;
  readonly description: string;
}

/** @param comment the comment of the handler; its first sentence is the summary */
export function operationText(
  comment: string,
  { access, isIdempotent }: Pick<HandlerDeclarations, 'access' | 'isIdempotent'>,
): OperationText {
  const whole = joined(comment);
  const summary = withoutMarks(FIRST_SENTENCE.exec(whole)?.[1] ?? whole);
  const repeatable = isIdempotent ? 'Safe to repeat with the same `Idempotency-Key`.' : null;
  const about = [whoMayCall(access), repeatable].filter((text) => text !== null).join(' ');
  return { summary, description: `${whole}\n\n${about}` };
}
