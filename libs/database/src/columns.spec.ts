import { Column, Entity, PrimaryColumn } from 'typeorm';
import { columnOf, columnsOf } from './columns.js';

@Entity('letters')
class LetterEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('timestamptz', { name: 'sent_at' })
  sentAt!: Date;

  @Column('bytea', { select: false })
  secret!: Buffer;

  note = 'of the class alone';
}

describe('the columns of an entity', () => {
  it('columns of an entity are selected under the names of their properties', () => {
    expect(columnsOf(LetterEntity, ['id', 'sentAt'])).toBe('id, sent_at AS "sentAt"');
  });

  it('columns of an entity are prefixed with the alias of their table', () => {
    expect(columnsOf(LetterEntity, ['id', 'sentAt'], 'l')).toBe('l.id, l.sent_at AS "sentAt"');
  });

  it('a secret column is selected only if it is named', () => {
    expect(columnsOf(LetterEntity, ['id', 'secret'])).toBe('id, secret');
  });

  it('a property without a column is refused', () => {
    expect(() => columnsOf(LetterEntity, ['note'])).toThrow('LetterEntity.note has no column');
  });

  it('columnOf gives the name of one column for conditions', () => {
    expect(columnOf(LetterEntity, 'sentAt')).toBe('sent_at');
  });
});
