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
  ])('the command line `%s` is read as `%s`', (typed, meant) => {
    expect(withoutHelpWords(typed.split(' ').filter(Boolean)).join(' ')).toBe(meant);
  });
});
