import { Body, Controller, Get, Post } from '@nestjs/common';
import { PIPES_METADATA } from '@nestjs/common/constants.js';
import type { ModulesContainer } from '@nestjs/core';
import { IsString } from 'class-validator';
import { CurrentUser, type Principal } from '#libs/access';
import { DtoPipes } from './dto-pipes.js';

class OrderDto {
  @IsString()
  name!: string;
}

@Controller('orders')
class Orders {
  @Post()
  create(@Body() _body: OrderDto): void {}

  @Get()
  list(@CurrentUser() _user: Principal, _limit: number): void {}
}

const modules = new Map([[0, { controllers: new Map([[0, { metatype: Orders }]]) }]]);
const pipesOf = (handler: object) =>
  ((Reflect.getMetadata(PIPES_METADATA, handler) ?? []) as unknown[]).length;

describe('the validation of DTOs', () => {
  it('a handler with a DTO has the validation once, in however many applications it is', () => {
    for (const _application of [1, 2]) new DtoPipes(modules as unknown as ModulesContainer);
    expect(pipesOf(Orders.prototype.create)).toBe(1);
  });

  it('a handler without a DTO has no pipe', () => {
    new DtoPipes(modules as unknown as ModulesContainer);
    expect(pipesOf(Orders.prototype.list)).toBe(0);
  });
});
