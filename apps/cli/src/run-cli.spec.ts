import { withoutHelpWords } from './run-cli.js';

describe('the word help', () => {
  it.each([
    ['help users', 'users --help'],
    ['help migrate up', 'migrate up --help'],
    ['help users --help', 'users --help'],
    ['migrate help up', 'migrate up --help'],
    ['migrate help', 'migrate --help'],
    ['help', 'help'],
    ['help --json', 'help --json'],
    ['users show help', 'users show help'],
    ['users list', 'users list'],
    ['', ''],
  ])('makes `%s` mean `%s`', (typed, meant) => {
    expect(withoutHelpWords(typed.split(' ').filter(Boolean)).join(' ')).toBe(meant);
  });
});
