import 'reflect-metadata';
import { RequestMethod, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { ACCESS_RULE, type AccessRule } from '#libs/access';

/** A handler as its decorators declare it. */
export interface DeclaredRoute {
  readonly method: string;
  /** With parameters as `:name`. */
  readonly path: string;
  readonly access: AccessRule | undefined;
  readonly handler: (...given: never[]) => unknown;
  /** `Controller.method`, for messages. */
  readonly name: string;
}

interface Controller {
  readonly name: string;
  readonly prototype: object;
}

function read<T>(key: string, target: object): T | undefined {
  return Reflect.getMetadata(key, target) as T | undefined;
}

const asList = (path: string | string[] | undefined) => [path ?? ''].flat();

function routesOf(controller: Controller): DeclaredRoute[] {
  const prefixes = asList(read<string | string[]>(PATH_METADATA, controller));
  return Object.getOwnPropertyNames(controller.prototype).flatMap((property) => {
    const handler = Object.getOwnPropertyDescriptor(controller.prototype, property)?.value as
      DeclaredRoute['handler'] | undefined;
    const verb =
      typeof handler === 'function' ? read<RequestMethod>(METHOD_METADATA, handler) : undefined;
    if (!handler || verb === undefined) return [];
    const paths = asList(read<string | string[]>(PATH_METADATA, handler));
    return prefixes.flatMap((prefix) =>
      paths.map((path) => ({
        method: RequestMethod[verb],
        path: `/${[prefix, path].join('/').split('/').filter(Boolean).join('/')}`,
        access: read<AccessRule>(ACCESS_RULE, handler),
        handler,
        name: `${controller.name}.${property}`,
      })),
    );
  });
}

/** Every handler of every controller of the server. */
export function listDeclaredRoutes(app: INestApplication): DeclaredRoute[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = modules.flatMap((module) => [...module.controllers.values()]);
  const classes = new Set(controllers.map(({ metatype }) => metatype as unknown as Controller));
  return [...classes].flatMap(routesOf);
}
