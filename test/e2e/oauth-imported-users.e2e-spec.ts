import { randomUUID } from 'node:crypto';
import { FlaskImport, readOriginal } from '#api/integration/importing';
import { OriginalDatabase } from '#libs/testing';
import { Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

describe('A person of the original service who signed in by a provider', () => {
  let setting: Setting;
  let original: OriginalDatabase;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
    original = opened.add(await OriginalDatabase.create());
  }, 120_000);

  it('A person of the original service signs in by their provider after the import, into the same account', async () => {
    const publicId = randomUUID();
    await original.insert('users', {
      ...{ public_id: publicId, email: 'anna@example.test', is_email_verified: true },
      ...{ google_id: 'google-1', discord_id: '7007' },
    });
    const moving = setting.app.nest.get(FlaskImport);
    const options = { dryRun: false, microsoftTenant: null };
    const { counts } = await moving.run(await readOriginal(original.url), options);
    expect(counts.identity).toMatchObject({ found: 2, created: 2 });
    // The fake provider has another address than the provider of the original service.
    await setting.accounts.rows(
      `UPDATE identities SET issuer = CASE provider WHEN 'google' THEN $1 ELSE $2 END`,
      [setting.provider.issuer, new URL(setting.provider.issuer).origin],
    );

    setting.person({ sub: 'google-1', email: 'anna.new@example.test' });
    const byGoogle = await setting.visitor().signIn('google');
    expect(byGoogle).toMatchObject({ status: 200, body: { user: { id: publicId } } });
    setting.provider.profiles = {
      '/discord/users/@me': { id: '7007', email: 'other@example.test', verified: true },
    };
    const byDiscord = await setting.visitor().signIn('discord');
    expect(byDiscord).toMatchObject({ status: 200, body: { user: { id: publicId } } });
  });
});
