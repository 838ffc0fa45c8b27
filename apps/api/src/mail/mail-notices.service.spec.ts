import { StartNotices } from '#libs/operation';
import { MailNotices } from './mail-notices.service.js';

describe('the notices about mail at start', () => {
  const noticesOf = (mail: object, values: Record<string, string> = {}) => {
    const notices = new StartNotices();
    const core = { appBaseUrl: 'http://localhost:5000', port: 5000, nodeEnv: 'development' };
    const config = { value: (name: string) => values[name] };
    new MailNotices(notices, core as never, mail as never, config as never).onModuleInit();
    return notices.list();
  };

  it('the notice has the address of the mailbox while it is open', () => {
    expect(noticesOf({})).toEqual([{ label: 'Mailbox', text: 'http://localhost:5000/dev/mail' }]);
  });

  it('the notice warns of unreadable mails behind a proxy', () => {
    const [notice, ...others] = noticesOf({}, { TRUST_PROXY: 'loopback' });
    expect(notice).toMatchObject({ level: 'warn', text: expect.stringMatching(/MAIL_SERVER/) });
    expect(notice?.text).not.toContain('http://');
    expect(others).toEqual([]);
  });

  it('there is no notice when the mail server is on this machine', () => {
    expect(noticesOf({ server: 'localhost' })).toEqual([]);
  });
});
