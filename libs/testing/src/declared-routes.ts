import 'reflect-metadata';
import { RequestMethod, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ModulesContainer } from '@nestjs/core';
import { ACCESS_RULE, type AccessRule } from '#libs/access';

/** A handler and its declarations. */
export interface DeclaredRoute {
  readonly method: string;
  /** The path with parameters as `:name`. */
  readonly path: string;
  readonly access: AccessRule | undefined;
  readonly handler: (...given: never[]) => unknown;
  /** The class of the whole body, if the handler takes one. */
  readonly body: Body | undefined;
  /** `Controller.method`, for messages. */
  readonly name: string;
}

type Body = new () => object;

interface Controller {
  readonly name: string;
  readonly prototype: object;
}

interface Argument {
  readonly index: number;
  /** Set if the argument is a single member of the body. */
  readonly data?: unknown;
}

function read<T>(key: string, target: object): T | undefined {
  return Reflect.getMetadata(key, target) as T | undefined;
}

const asList = (path: string | string[] | undefined) => [path ?? ''].flat();

function bodyOf(controller: Controller, method: string): Body | undefined {
  const taken = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Readonly<
    Record<string, Argument>
  >;
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype, method) as
    | Body[]
    | undefined;
  const found = Object.entries(taken).find(
    ([place, { data }]) => place.startsWith(`${RouteParamtypes.BODY}:`) && data === undefined,
  );
  return found && types?.[found[1].index];
}

function routesOf(controller: Controller): DeclaredRoute[] {
  const prefixes = asList(read<string | string[]>(PATH_METADATA, controller));
  return Object.getOwnPropertyNames(controller.prototype).flatMap((property) => {
    const handler = Object.getOwnPropertyDescriptor(controller.prototype, property)?.value as
      | DeclaredRoute['handler']
      | undefined;
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
        body: bodyOf(controller, property),
        name: `${controller.name}.${property}`,
      })),
    );
  });
}

/** Lists every handler of every controller of the server. */
export function listDeclaredRoutes(app: INestApplication): DeclaredRoute[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = modules.flatMap((module) => [...module.controllers.values()]);
  const classes = new Set(controllers.map(({ metatype }) => metatype as unknown as Controller));
  return [...classes].flatMap(routesOf);
}
