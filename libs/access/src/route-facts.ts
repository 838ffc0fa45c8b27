import { RouteConfig } from '@nestjs/platform-fastify';
import { applyDecorators } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';

/** The kind of a sign-in, which guards must know before the handler runs. */
export type SignInKind = 'password' | 'provider' | 'passkey' | 'email';

/** Facts of a route for code that runs before its handler. */
export interface RouteFacts {
  /** The body may be an HTML form. */
  readonly acceptsForm?: boolean;
  readonly signsIn?: SignInKind;
  /** The route signs a user in if the body names an account by `email`. */
  readonly signsInWhenNamed?: boolean;
  /** Nobody but a person who is signed in in the browser gets beyond the check of that. */
  readonly isOfSignedInPage?: boolean;
}

const FACTS = 'gatehouse:route-facts';

/** Adds facts to those of other decorators of the same handler. */
const routeFacts =
  (facts: RouteFacts): MethodDecorator =>
  (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const known = Reflect.getMetadata(FACTS, handler) as RouteFacts | undefined;
    const all = { ...known, ...facts };
    Reflect.defineMetadata(FACTS, all, handler);
    // The handler itself too: the routes of the framework know it by its configuration alone.
    RouteConfig({ ...all, handler })(target, key, descriptor);
  };

/** Lets the framework's route tell which handler it has. */
export const tellsHandler = (): MethodDecorator => routeFacts({});

/** The handler signs a user in: a refusal before the handler is recorded in the audit trail. */
export const SignsIn = (kind: SignInKind) => routeFacts({ signsIn: kind });

/**
 * The handler checks a sign-in to the account that the body names by `email`, although its caller is signed in to
 * another account; a body without it concerns only the caller. Limits, challenges and the audit trail treat it
 * accordingly.
 */
export const SignsInWhenNamed = () => routeFacts({ signsInWhenNamed: true });

/**
 * The handler takes a form of a page for a signed-in person and first checks the session of the browser, which guards do not know:
 * like other requests of signed-in users it requires no challenge.
 */
export const OfSignedInPage = () => routeFacts({ isOfSignedInPage: true });

export const routeFactsOf = (handler: object): RouteFacts =>
  (Reflect.getMetadata(FACTS, handler) as RouteFacts | undefined) ?? {};

/** The kind of sign-in that this request attempts; `null` for none. */
export function signInKindOf(facts: RouteFacts, body: unknown): SignInKind | null {
  if (facts.signsIn) return facts.signsIn;
  const isNamed =
    typeof body === 'object' &&
    body !== null &&
    typeof (body as { email?: unknown }).email === 'string';
  return facts.signsInWhenNamed && isNamed ? 'password' : null;
}

/**
 * The handler accepts an HTML form as well as JSON. Any site can make a user's browser send a form, so the handler
 * must not rely on cookies alone.
 */
export const AcceptsForm = () =>
  applyDecorators(
    routeFacts({ acceptsForm: true }),
    ApiConsumes('application/json', 'application/x-www-form-urlencoded'),
  );
