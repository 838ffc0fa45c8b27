import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';

type Operations = Readonly<Record<string, { readonly responses?: object }>>;

/** The part of an OpenAPI document that is used here. */
export interface Described {
  readonly paths: Readonly<Record<string, Operations>>;
}

interface Route {
  readonly path: string;
  readonly pattern: RegExp;
  readonly operations: Operations;
}

function routesOf({ paths }: Described): Route[] {
  return Object.entries(paths).map(([path, operations]) => {
    const source = path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+');
    return { path, pattern: new RegExp(`^${source}/?$`), operations };
  });
}

/**
 * Observes every response of a server under test: a status that its route does not document is a fault of the route's
 * declarations. Other responses are not kept.
 */
export class DeclaredAnswers {
  private readonly routes: readonly Route[];
  private readonly undeclared = new Set<string>();

  constructor(app: INestApplication, document: Described) {
    this.routes = routesOf(document);
    const server = app.getHttpServer() as Server;
    server.on('request', (request: IncomingMessage, answer: ServerResponse) => {
      answer.once('finish', () => this.look(request, answer.statusCode));
    });
  }

  /** @throws Error that names all undeclared responses */
  assertNone(): void {
    if (this.undeclared.size === 0) return;
    const list = [...this.undeclared].sort().join('\n  ');
    throw new Error(`Answers with a status that the route does not declare:\n  ${list}`);
  }

  private look({ method = '', url = '' }: IncomingMessage, status: number): void {
    const path = url.replace(/\?.*$/, '');
    const matching = this.routes.filter(({ pattern }) => pattern.test(path));
    // A path without parameters takes precedence over one with them.
    const route = matching.find((one) => !one.path.includes('{')) ?? matching[0];
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const responses = route?.operations[verb]?.responses;
    if (responses && !Object.hasOwn(responses, status)) {
      this.undeclared.add(`${method} ${route.path}: ${status}`);
    }
  }
}
