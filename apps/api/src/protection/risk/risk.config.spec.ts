import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigError, loadConfig } from '#libs/config';
import { parseAddressList, riskConfig } from './risk.config.js';

const refusal = (environment: Record<string, string>): string => {
  try {
    loadConfig(environment, [riskConfig]);
    return '';
  } catch (error) {
    return (error as ConfigError).message;
  }
};

describe('the settings of suspicious sign-ins', () => {
  it('refuse a score that no sign-in can reach, and take 0 for never', () => {
    expect(refusal({ RISK_NOTICE_SCORE: '141' })).toContain('RISK_NOTICE_SCORE: is more than all');
    expect(refusal({ RISK_REFUSE_SCORE: '141' })).toContain('RISK_REFUSE_SCORE: is more than all');
    expect(refusal({ RISK_NOTICE_SCORE: '0', RISK_REFUSE_SCORE: '140' })).toBe('');
  });
});

describe('the file of abusive addresses', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'addresses-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const withFile = (content: string | Buffer) => {
    const file = join(folder, 'list.txt');
    writeFileSync(file, content);
    return { RISK_ADDRESS_LIST: file };
  };

  it('may have a byte-order mark, remarks, line ends of any kind and addresses within networks', () => {
    const content =
      '\ufeff# known\r\n5.9.0.7/24 # a remark\r::ffff:192.0.2.1\n\n2001:db8:bad::/48\n';
    expect(refusal(withFile(content))).toBe('');
    const text = content.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
    const { networks } = parseAddressList(text);
    for (const ip of ['5.9.0.200', '192.0.2.1', '::ffff:5.9.0.1', '2001:db8:bad:1::1'])
      expect(networks.has(ip)).toBe(true);
    for (const ip of ['5.9.1.1', '2001:db8::1', 'unknown']) expect(networks.has(ip)).toBe(false);
  });

  it.each([
    ['a word', '1.2.3.4\nhunter2\n', /line 2 is neither/],
    ['every address', '0.0.0.0/0', /line 1 has a prefix of 0 bits/],
    ['a prefix that is too long', '\n10.0.0.0/33', /line 2 must have a prefix/],
    ['a zone', 'fe80::1%eth0', /line 1 has a zone/],
    ['UTF-16', Buffer.from('\ufeff1.2.3.4', 'utf16le'), /UTF-8/],
  ])('is refused with %s, by line', (_what, content, why) => {
    const message = refusal(withFile(content));
    expect(message).toMatch(why);
    expect(message).not.toMatch(/hunter2|list\.txt/);
  });

  it('is refused when it is a folder or is not there', () => {
    expect(refusal({ RISK_ADDRESS_LIST: folder })).toMatch(/RISK_ADDRESS_LIST: .* folder/);
    expect(refusal({ RISK_ADDRESS_LIST: join(folder, 'x') })).toContain('(ENOENT)');
  });
});
