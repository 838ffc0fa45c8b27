// The files of a new feature in the shape that CONTRIBUTING.md describes; its entity comes with its table, its errors and
// settings with its rules.

/** The names of one thing: `mailing-lists` gives `MailingLists`, `mailing-list`, `MailingList`, `mailing_lists`. */
export function namesOf(plural, singular = singularOf(plural)) {
  const toClass = (name) => name.replaceAll(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());
  return {
    plural,
    singular,
    Plural: toClass(plural),
    Singular: toClass(singular),
    table: plural.replaceAll('-', '_'),
    words: plural.replaceAll('-', ' '),
  };
}

/** Where these endings are wrong, the singular is said. */
const singularOf = (plural) =>
  plural.replace(/ies$|(?<=ss|us|x|ch|sh)es$|(?<!s)s$/, (ending) => (ending === 'ies' ? 'y' : ''));

const TEMPLATES = {
  'index.ts': ({ plural, Plural }) => `export { ${Plural}Module } from './${plural}.module.js';
export { ${Plural} } from './${plural}.service.js';
`,

  '$.module.ts': ({ plural, Plural, words }) => `import { Module } from '@nestjs/common';
import { ${Plural}Controller } from './${plural}.controller.js';
import { ${Plural} } from './${plural}.service.js';
import { ${Plural}Store } from './${plural}.store.js';

/** Keeps the ${words}. */
@Module({
  controllers: [${Plural}Controller],
  providers: [${Plural}, ${Plural}Store],
  exports: [${Plural}],
})
export class ${Plural}Module {}
`,

  '$.controller.ts': ({
    plural,
    singular,
    Plural,
    Singular,
    table,
    words,
  }) => `import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, RateClass, Refuses, SignedIn, type Principal } from '#libs/access';
import { NEW_LIST_LIMIT, PageQuery, toPage, toPageRequest } from '#libs/paging';
import { ${Singular}ListDto } from './${plural}.dto.js';
import { ${Plural} } from './${plural}.service.js';
import { to${Singular} } from './to-${singular}.js';

@ApiTags('${words.charAt(0).toUpperCase()}${words.slice(1)}')
@Controller('api/${plural}')
export class ${Plural}Controller {
  constructor(private readonly ${camel(Plural)}: ${Plural}) {}

  /** Lists the caller's ${words} in order of creation. */
  @Get()
  @SignedIn()
  @RateClass('read')
  @Refuses()
  async list(
    @CurrentUser() { userId }: Principal,
    @Query() query: PageQuery,
  ): Promise<${Singular}ListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.${camel(Plural)}.listOf(userId, request);
    const { items, next_cursor } = toPage(request, found, to${Singular});
    return { success: true, ${table}: items, next_cursor };
  }
}
`,

  '$.service.ts': ({ plural, Plural, Singular }) => `import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import type { PageRequest } from '#libs/paging';
import { ${Plural}Store, type ${Singular}Row } from './${plural}.store.js';

@Injectable()
export class ${Plural} {
  constructor(
    private readonly database: Database,
    private readonly store: ${Plural}Store,
  ) {}

  /** A page of a user's, in order of creation. */
  listOf(userId: string, page: PageRequest): Promise<${Singular}Row[]> {
    return this.store.listOf(this.database.pool, userId, page);
  }
}
`,

  '$.store.ts': ({ Plural, Singular, table }) => `import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import type { PageRequest } from '#libs/paging';

export interface ${Singular}Row {
  readonly id: string;
  readonly created_at: Date;
}

/** All SQL of the table \`${table}\`. */
@Injectable()
export class ${Plural}Store {
  listOf(tx: Tx, userId: string, { after, limit }: PageRequest): Promise<${Singular}Row[]> {
    const sql = \`SELECT id, created_at FROM ${table}
      WHERE user_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3\`;
    return rows(tx, sql, [userId, after, limit]);
  }
}
`,

  '$.dto.ts': ({ Singular, table }) => `export class ${Singular}Dto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /** @example '2026-11-23T10:15:30.000Z' */
  created_at!: string;
}

export class ${Singular}ListDto {
  /** @example true */
  success!: true;

  ${table}!: ${Singular}Dto[];

  /** Give it as \`cursor\` for the next page; \`null\` when this is the last. */
  next_cursor!: string | null;
}
`,

  'to-%.ts': ({ plural, Singular }) => `import type { ${Singular}Dto } from './${plural}.dto.js';
import type { ${Singular}Row } from './${plural}.store.js';

export function to${Singular}({ id, created_at }: ${Singular}Row): ${Singular}Dto {
  return { id, created_at: created_at.toISOString() };
}
`,

  'to-%.spec.ts': ({ singular, Singular, words }) => `import { newId } from '#libs/kernel';
import { to${Singular} } from './to-${singular}.js';

describe('${words} on the wire', () => {
  it('say when they were made in ISO 8601', () => {
    const id = newId();
    expect(to${Singular}({ id, created_at: new Date('2026-11-23T10:15:30Z') })).toEqual({
      id,
      created_at: '2026-11-23T10:15:30.000Z',
    });
  });
});
`,
};

const camel = (name) => name.charAt(0).toLowerCase() + name.slice(1);

/** Their texts by file name. */
export function renderFeature(names) {
  return new Map(
    Object.entries(TEMPLATES).map(([file, render]) => [
      file.replace('$', names.plural).replace('%', names.singular),
      render(names),
    ]),
  );
}
