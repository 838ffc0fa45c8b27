// The files of a new feature, in the shape that docs/architecture.md describes. Its errors and its configuration are
// added when a rule needs them.

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

/** The singular of a regular plural; the caller gives any other. */
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

/** The ${words} of users. */
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
    const found = await this.${camel(Plural)}.list(userId, request);
    const { items, next_cursor } = toPage(request, found, to${Singular});
    return { success: true, ${table}: items, next_cursor };
  }
}
`,

  '$.service.ts': ({
    plural,
    Plural,
    Singular,
    words,
  }) => `import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import type { PageRequest } from '#libs/paging';
import { ${Plural}Store, type ${Singular}Row } from './${plural}.store.js';

/** The ${words} of users and their rules. */
@Injectable()
export class ${Plural} {
  constructor(
    private readonly database: Database,
    private readonly store: ${Plural}Store,
  ) {}

  /** One page of the user's ${words}, in order of creation. */
  list(userId: string, page: PageRequest): Promise<${Singular}Row[]> {
    return this.store.listByUser(this.database.pool, userId, page);
  }
}
`,

  '%.entity.ts': ({
    singular,
    Singular,
    table,
  }) => `import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One ${singular.replaceAll('-', ' ')} of a user. */
@Entity('${table}')
@Index('${table}_user_id_id_idx', ['userId', 'id'])
export class ${Singular}Entity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
`,

  '$.store.ts': ({
    singular,
    Plural,
    Singular,
    table,
  }) => `import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import type { PageRequest } from '#libs/paging';
import { ${Singular}Entity } from './${singular}.entity.js';

const LISTED = ['id', 'createdAt'] as const;
const COLUMNS = columnsOf(${Singular}Entity, LISTED);

export type ${Singular}Row = Readonly<Pick<${Singular}Entity, (typeof LISTED)[number]>>;

/** All SQL of the table \`${table}\`. */
@Injectable()
export class ${Plural}Store {
  listByUser(tx: Tx, userId: string, { after, limit }: PageRequest): Promise<${Singular}Row[]> {
    const sql = \`SELECT \${COLUMNS} FROM ${table}
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

  /** The \`cursor\` of the next page; \`null\` on the last page. */
  next_cursor!: string | null;
}
`,

  'to-%.ts': ({ plural, Singular }) => `import type { ${Singular}Dto } from './${plural}.dto.js';
import type { ${Singular}Row } from './${plural}.store.js';

export function to${Singular}({ id, createdAt }: ${Singular}Row): ${Singular}Dto {
  return { id, created_at: createdAt.toISOString() };
}
`,

  'to-%.spec.ts': ({ singular, Singular }) => `import { newId } from '#libs/kernel';
import { to${Singular} } from './to-${singular}.js';

describe('to${Singular}', () => {
  it('writes the time of creation of a ${singular.replaceAll('-', ' ')} in ISO 8601', () => {
    const id = newId();
    expect(to${Singular}({ id, createdAt: new Date('2026-11-23T10:15:30Z') })).toEqual({
      id,
      created_at: '2026-11-23T10:15:30.000Z',
    });
  });
});
`,
};

const camel = (name) => name.charAt(0).toLowerCase() + name.slice(1);

/** The texts of the files, by file name. */
export function renderFeature(names) {
  return new Map(
    Object.entries(TEMPLATES).map(([file, render]) => [
      file.replace('$', names.plural).replace('%', names.singular),
      render(names),
    ]),
  );
}
