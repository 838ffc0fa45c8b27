import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModulesContainer } from '@nestjs/core';
import ts from 'typescript';
import { CODES } from '#libs/kernel';
import {
  hasPageWords,
  listHandlers,
  type HandlerDeclarations,
} from '../../apps/api/src/platform/http/index.js';
import { previewApi } from '../../apps/openapi/src/index.js';

const SOURCES = join(import.meta.dirname, '../../apps/api/src');
const ROUTE_DECORATORS = new Set([
  'Get',
  'Post',
  'Put',
  'Patch',
  'Delete',
  'All',
  'Head',
  'Options',
]);

/** Properties of the source of a handler that do not exist at run time. */
interface WrittenHandler {
  readonly name: string;
  readonly summary: string;
  readonly returns: string;
}

function decoratorName(decorator: ts.Decorator): string {
  const { expression } = decorator;
  return ts.isCallExpression(expression) ? expression.expression.getText() : expression.getText();
}

function handlersIn(file: string): WrittenHandler[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.ES2023,
    true,
  );
  const found: WrittenHandler[] = [];
  const visitClass = (node: ts.ClassDeclaration) => {
    for (const method of node.members.filter(ts.isMethodDeclaration)) {
      const names = (ts.getDecorators(method) ?? []).map(decoratorName);
      if (!names.some((name) => ROUTE_DECORATORS.has(name))) continue;
      const [comment] = ts.getJSDocCommentsAndTags(method);
      found.push({
        name: `${node.name?.getText()}.${method.name.getText()}`,
        summary: String(ts.getTextOfJSDocComment(comment?.comment) ?? ''),
        returns: method.type?.getText() ?? '',
      });
    }
  };
  ts.forEachChild(source, (node) => {
    if (ts.isClassDeclaration(node)) visitClass(node);
  });
  return found;
}

const controllerFiles = (readdirSync(SOURCES, { recursive: true }) as string[])
  .filter((file) => file.endsWith('.controller.ts'))
  .map((file) => join(SOURCES, file));

describe('every route', () => {
  let handlers: HandlerDeclarations[];
  const written = new Map(controllerFiles.flatMap(handlersIn).map((one) => [one.name, one]));

  beforeAll(async () => {
    const app = await previewApi();
    handlers = listHandlers(app.get(ModulesContainer));
  });

  /** Reports all at once, not one in each run. */
  const offenders = (isGood: (handler: HandlerDeclarations) => boolean) =>
    handlers.filter((handler) => !isGood(handler)).map(({ name, route }) => `${name} (${route})`);

  it('Every route is found by this test, and no source is missed', () => {
    expect(handlers.length).toBeGreaterThan(10);
    const served = new Set(handlers.map(({ name }) => name));
    expect([...written.keys()].filter((name) => !served.has(name))).toEqual([]);
    expect(offenders(({ name }) => written.has(name))).toEqual([]);
  });

  it('Every route declares its access', () => {
    expect(offenders(({ access }) => access !== undefined)).toEqual([]);
  });

  it('Every route declares its rate limit', () => {
    expect(offenders(({ rateClass }) => rateClass !== undefined)).toEqual([]);
  });

  it('Every route declares its refusals, in codes of the catalogue', () => {
    expect(offenders(({ refusals }) => refusals !== undefined)).toEqual([]);
    expect(offenders(({ refusals = [] }) => refusals.every((code) => code in CODES))).toEqual([]);
  });

  it('Every refusal that a page may show has a sentence in each language', () => {
    const isPage = ({ refusalType }: HandlerDeclarations) => refusalType === 'text/html';
    expect(handlers.filter(isPage).length).toBeGreaterThan(5);
    expect(
      offenders((handler) => !isPage(handler) || (handler.refusals ?? []).every(hasPageWords)),
    ).toEqual([]);
  });

  it('Every route has a one-sentence summary, and describes its answer', () => {
    expect(
      offenders(({ name }) => /^[A-Z].{5,}\.$/s.test(written.get(name)?.summary ?? '')),
    ).toEqual([]);
    expect(offenders(({ name }) => (written.get(name)?.returns ?? '') !== '')).toEqual([]);
  });

  it('Every route answers with a response class, never with an entity or an untyped value', () => {
    const isClosed = (type: string) => !/Entity|\bany\b|\bunknown\b|\bobject\b/.test(type);
    expect(offenders(({ name }) => isClosed(written.get(name)?.returns ?? ''))).toEqual([]);
  });

  it('Every route exists once', () => {
    const routes = handlers.map(({ route }) => route);
    expect(routes.filter((route, index) => routes.indexOf(route) !== index)).toEqual([]);
  });

  it('Every route has a plain path with parameters in snake_case', () => {
    const isPlain = (route: string) => /^[A-Z]+ \/(?:[a-z0-9._-]+|\{[a-z_]+\}|\/)*$/.test(route);
    expect(offenders(({ route }) => isPlain(route))).toEqual([]);
  });

  it('Every route that refuses for a missing permission within its act checks it again before it gives a kept answer', () => {
    const ofRights = ['GRANT_DENIED', 'REAUTHENTICATION_REQUIRED', 'REGISTRATION_DISABLED'];
    const refusesForRights = (refusals: readonly string[] = []) =>
      refusals.some((code) => ofRights.includes(code));
    expect(
      offenders(
        ({ isIdempotent, refusals, checksReplays }) =>
          !isIdempotent || !refusesForRights(refusals) || checksReplays,
      ),
    ).toEqual([]);
  });

  it('Every route that accepts an Idempotency-Key changes something', () => {
    expect(
      offenders(({ route, isIdempotent }) => !isIdempotent || !route.startsWith('GET ')),
    ).toEqual([]);
  });
});
