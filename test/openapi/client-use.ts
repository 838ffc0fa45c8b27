// Uses the types that are generated from the OpenAPI document: it does not compile when the document is less precise
// than promised. Compiled by check-document.mjs.
import type { components, operations, paths } from './dist/client.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(..._: T[]): void => undefined;

type Refusal<Response> = Response extends {
  content: { 'application/problem+json': { code: infer Code } };
}
  ? Code
  : never;

// The codes of one operation are its own enumeration.
type SignInRefusal = Refusal<operations['auth.login']['responses'][401]>;
holds<Same<SignInRefusal, 'INVALID_CREDENTIALS'>>(true);

// Every code is in the catalogue.
type Code = components['schemas']['Problem']['code'];
holds<Same<Extract<Code, 'EMAIL_NOT_VERIFIED'>, 'EMAIL_NOT_VERIFIED'>>(true);
holds<Same<string extends Code ? true : false, false>>(true);

// Query parameters are numbers and booleans.
type UsersQuery = NonNullable<paths['/api/users']['get']['parameters']['query']>;
holds<Same<NonNullable<UsersQuery['limit']>, number>>(true);
holds<Same<NonNullable<UsersQuery['is_active']>, boolean>>(true);

// One member distinguishes a preview from a change.
type Changed = operations['roles.update']['responses'][200]['content']['application/json'];
export const gainersOf = (answer: Changed): string[] =>
  answer.dry_run === true ? answer.effects.map(({ user_id }) => user_id) : [answer.role_id];

// Fields with fixed values are enumerations.
type Event = components['schemas']['AuditEventDto'];
holds<Same<Event['outcome'], 'success' | 'refused' | 'incident'>>(true);
export const reasonOf = ({ details }: Event): string | undefined => details.reason;
