import { writeAnswer, writtenOnce } from './written-once.js';

describe('the text of an answer', () => {
  it('an answer that never changes is written once', () => {
    let reads = 0;
    const answer = writtenOnce({
      get name() {
        reads += 1;
        return 'orders';
      },
    });
    expect([writeAnswer(answer), writeAnswer(answer)]).toEqual([
      '{"name":"orders"}',
      '{"name":"orders"}',
    ]);
    expect(reads).toBe(1);
  });

  it('any other answer is written each time', () => {
    const answer = { name: 'orders' };
    expect(writeAnswer(answer)).toBe('{"name":"orders"}');
    answer.name = 'stock';
    expect(writeAnswer(answer)).toBe('{"name":"stock"}');
  });

  it.each([
    [null, 'null'],
    [[1, 2], '[1,2]'],
    [true, 'true'],
  ])('the answer %j is written as JSON', (answer, text) => {
    expect(writeAnswer(answer)).toBe(text);
  });
});
