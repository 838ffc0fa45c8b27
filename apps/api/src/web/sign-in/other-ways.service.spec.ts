import { html } from '#api/platform/html';
import { OtherWays, type OtherWay } from './other-ways.service.js';

const way = (name: string | null): OtherWay => ({
  show: () => Promise.resolve(name === null ? null : { html: html`<p>${name}</p>` }),
});

describe('the other ways to sign in', () => {
  it('the ways that can be used are shown in their order', async () => {
    const ways = new OtherWays([way('providers'), way(null), way('passkey')]);
    const shown = await ways.list({} as never);
    expect(shown.map(({ html: { source } }) => source)).toEqual([
      '<p>providers</p>',
      '<p>passkey</p>',
    ]);
  });

  it('there are none where no part has added one', async () => {
    expect(await new OtherWays([]).list({} as never)).toEqual([]);
  });
});
