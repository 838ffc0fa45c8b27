import { RouteConfig } from '@nestjs/platform-fastify';

/** How somebody signs in: what the frame must know of a route before its handler is reached. */
export type SignInKind = 'password' | 'provider';

/** What is said of a route to those who see requests before handlers. */
export interface RouteFacts {
  /** The body may be an HTML form. */
  readonly acceptsForm?: boolean;
  readonly signsIn?: SignInKind;
}

const FACTS = 'gatehouse:route-facts';

/** Adds to what other decorators have said of the same handler. */
export const routeFacts =
  (facts: RouteFacts): MethodDecorator =>
  (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const known = Reflect.getMetadata(FACTS, handler) as RouteFacts | undefined;
    const all = { ...known, ...facts };
    Reflect.defineMetadata(FACTS, all, handler);
    RouteConfig(all)(target, key, descriptor);
  };

/** The handler signs somebody in: whoever is turned away before it is kept in the audit trail. */
export const SignsIn = (kind: SignInKind) => routeFacts({ signsIn: kind });
