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
  it('are selected under the names of their properties', () => {
    expect(columnsOf(LetterEntity, ['id', 'sentAt'])).toBe('id, sent_at AS "sentAt"');
  });

  it('have the alias of their table before them', () => {
    expect(columnsOf(LetterEntity, ['id', 'sentAt'], 'l')).toBe('l.id, l.sent_at AS "sentAt"');
  });

  it('hold a secret only where it is named', () => {
    expect(columnsOf(LetterEntity, ['id', 'secret'])).toBe('id, secret');
  });

  it('do not hold what has no column', () => {
    expect(() => columnsOf(LetterEntity, ['note'])).toThrow('LetterEntity.note has no column');
  });

  it('are named one by one for conditions', () => {
    expect(columnOf(LetterEntity, 'sentAt')).toBe('sent_at');
  });
});
