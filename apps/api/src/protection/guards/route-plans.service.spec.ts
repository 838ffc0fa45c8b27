import { Controller, Get } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { ACCESS_RULE, Public, RateClass } from '#libs/access';
import type { Preparation } from './preparation.service.js';
import { RoutePlans } from './route-plans.service.js';

function aTable() {
  @Controller('orders')
  class Orders {
    @Get()
    @Public()
    @RateClass('read')
    list(): void {}
  }
  const handler = Orders.prototype.list as object;
  const modules = new Map([[0, { controllers: new Map([[0, { metatype: Orders }]]) }]]);
  const table = new RoutePlans(modules as unknown as ModulesContainer, {} as Preparation);
  return { table, handler };
}

describe('the table of routes', () => {
  it('the table is complete when the route of every handler was attached', () => {
    const { table, handler } = aTable();
    table.attach(handler);
    expect(() => table.assertComplete()).not.toThrow();
  });

  it('a handler without a row of the table ends the start', () => {
    const { table } = aTable();
    expect(() => table.assertComplete()).toThrow('Orders.list declares another access');
  });

  it('a handler that declares something else than its row ends the start', () => {
    const { table, handler } = aTable();
    table.attach(handler);
    Reflect.defineMetadata(ACCESS_RULE, { kind: 'signed-in' }, handler);
    expect(() => table.assertComplete()).toThrow('Orders.list declares another access');
  });
});
