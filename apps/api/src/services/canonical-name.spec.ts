import { canonicalName, findNameProblem } from './canonical-name.js';

describe('the name of a service or role', () => {
  it.each(['Admin', ' admin ', 'ＡＤＭＩＮ', 'aDmin'])('has one canonical form: %s', (name) => {
    expect(canonicalName(name)).toBe('admin');
  });

  it.each(['admin\0', 'ad\u200bmin', '\u202enimda', 'a\ud800b', 'а\u0064min', 'αdmin'])(
    'is refused when it only looks like another: %j',
    (name) => {
      expect(findNameProblem(name)).not.toBeNull();
    },
  );

  it.each(['admin', 'администратор', '管理者', 'Größe 2/3', 'naïve', 'orders:*'])(
    'may be of any one script: %s',
    (name) => {
      expect(findNameProblem(name)).toBeNull();
    },
  );
});
