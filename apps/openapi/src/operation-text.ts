import type { AccessRule } from '#libs/access';
import type { HandlerDeclarations } from '#api/platform/http';

/** One line, as Markdown would show it. */
const joined = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim();

/** Where the first sentence ends: before more of them, or at a part that goes on by itself. */
const FIRST_SENTENCE = /^(.+?)(?:[.;:] (?=\S).*|\.)?$/;

/** Swagger UI shows the marks of a summary as they stand. */
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

/** What a list of operations shows in one line, and what stands beneath it when it is opened. */
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
