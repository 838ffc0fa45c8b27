import { getMetadataArgsStorage } from 'typeorm';

type EntityClass<E> = abstract new () => E;

/**
 * The select list of an entity, `id, user_id AS "userId"`, by the column names of its decorators. Stores call it once,
 * at the top of the file, and type their rows as `Pick<Entity, …>` of the same properties: an unknown property does
 * not compile, and one without a column throws at start.
 * @param alias of the table in the statement: `s.user_id AS "userId"`
 * @throws Error for a property without a column
 */
export function columnsOf<E, P extends keyof E & string>(
  entity: EntityClass<E>,
  properties: readonly P[],
  alias?: string,
): string {
  const prefix = alias === undefined ? '' : `${alias}.`;
  return properties
    .map((property) => {
      const column = columnOf(entity, property);
      const isSame = column === property;
      return isSame ? `${prefix}${column}` : `${prefix}${column} AS "${property}"`;
    })
    .join(', ');
}

/** The column of a property, by the entity's decorators. @throws Error if it has none */
export function columnOf<E>(entity: EntityClass<E>, property: keyof E & string): string {
  const declared = getMetadataArgsStorage()
    .filterColumns(entity)
    .find(({ propertyName }) => propertyName === property);
  if (!declared) throw new Error(`${entity.name}.${property} has no column`);
  return declared.options.name ?? property;
}
