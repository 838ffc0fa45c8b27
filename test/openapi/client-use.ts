// What a program does with the types that are generated from the OpenAPI document: it compiles, or the document says
// less than it promises. Compiled by check-document.mjs.
import type { components, operations, paths } from './dist/client.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(..._: T[]): void => undefined;

type Refusal<Response> = Response extends {
  content: { 'application/problem+json': { code: infer Code } };
}
  ? Code
  : never;

// The codes of one operation are an enumeration of its own.
type SignInRefusal = Refusal<operations['auth.login']['responses'][401]>;
holds<Same<SignInRefusal, 'INVALID_CREDENTIALS'>>(true);

// Every code is one of the catalogue.
type Code = components['schemas']['Problem']['code'];
holds<Same<Extract<Code, 'EMAIL_NOT_VERIFIED'>, 'EMAIL_NOT_VERIFIED'>>(true);
holds<Same<string extends Code ? true : false, false>>(true);

// Queries count in numbers and ask in booleans.
type UsersQuery = NonNullable<paths['/api/users']['get']['parameters']['query']>;
holds<Same<NonNullable<UsersQuery['limit']>, number>>(true);
holds<Same<NonNullable<UsersQuery['is_active']>, boolean>>(true);

// What was only shown and what was done are told apart by one member.
type Changed = operations['roles.update']['responses'][200]['content']['application/json'];
export const gainersOf = (answer: Changed): string[] =>
  answer.dry_run === true ? answer.effects.map(({ user_id }) => user_id) : [answer.role_id];

// Answers are enumerations where they can be.
type Event = components['schemas']['AuditEventDto'];
holds<Same<Event['outcome'], 'success' | 'refused' | 'incident'>>(true);
export const reasonOf = ({ details }: Event): string | undefined => details.reason;
