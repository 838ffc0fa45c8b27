import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  passkeyName: 'Ein Name für den Passkey, an dem Sie ihn wiedererkennen',
  passkeyNameHint: 'Sie können das Feld leer lassen.',
  passkeyCancelled:
    'Es wurde kein Passkey verwendet: Der Vorgang wurde abgebrochen oder hat zu lange gedauert. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
  passkeyFailed:
    'Dieser Browser konnte hier keinen Passkey verwenden. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
  passkeyNotMade:
    'Es wurde kein Passkey erstellt: Der Vorgang wurde abgebrochen oder hat zu lange gedauert. Versuchen Sie es noch einmal.',
  passkeyMakingFailed:
    'Dieser Browser konnte hier keinen Passkey erstellen. Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Browser oder ein anderes Gerät.',
  passkeyKnown:
    'Dieses Gerät hat schon einen Passkey Ihres Kontos. Nehmen Sie für einen zweiten ein anderes Gerät.',
  passkeySignIn: 'Mit einem Passkey anmelden',
  passkeyUnknown:
    'Dieser Passkey ist hier nicht bekannt, oder die Seite war zu lange offen. Versuchen Sie es noch einmal, oder melden Sie sich auf einem anderen Weg an.',
} as const satisfies Translation<typeof en>;
