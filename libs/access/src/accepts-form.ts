import { applyDecorators } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import { routeFacts } from './route-facts.js';

/**
 * The handler takes an HTML form as well as JSON. Any site may make a user's browser send one: it must not act on
 * cookies alone.
 */
export const AcceptsForm = () =>
  applyDecorators(
    routeFacts({ acceptsForm: true }),
    ApiConsumes('application/json', 'application/x-www-form-urlencoded'),
  );
