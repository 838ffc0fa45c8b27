import { applyDecorators, HttpCode, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiResponse } from '@nestjs/swagger';
import { PageProblemFilter } from '../page-problem.filter.js';

/** A handler that shows a page, or sends the browser on to the next one. */
export const ShowsPage = () =>
  applyDecorators(
    HttpCode(200),
    ApiProduces('text/html'),
    ApiOkResponse({ type: String }),
    ApiResponse({ status: 303, description: 'To the next page.' }),
  );

/** Of a controller of pages: refusals are pages, too. */
export const PageController = () => applyDecorators(UseFilters(PageProblemFilter));
