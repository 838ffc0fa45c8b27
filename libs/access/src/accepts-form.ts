import { applyDecorators } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import { routeFacts } from './route-facts.js';

/**
 * The handler accepts an HTML form as well as JSON. Any site can make a user's browser send a form, so the handler
 * must not rely on cookies alone.
 */
export const AcceptsForm = () =>
  applyDecorators(
    routeFacts({ acceptsForm: true }),
    ApiConsumes('application/json', 'application/x-www-form-urlencoded'),
  );
