import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  sessionsIntro:
    'Überall, wo Sie angemeldet sind. Wenn Sie etwas davon nicht erkennen, beenden Sie es und wählen Sie ein neues Passwort.',
  thisBrowser: 'Dieser Browser',
  thisDevice: 'Dieses Gerät',
  unknownDevice: 'Ein unbekanntes Gerät',
  begun: 'Angemeldet: {at}',
  begunBy: 'Angemeldet: {at}, mit {methods}',
  lastUsed: 'Zuletzt benutzt: {at}',
  lastUsedFrom: 'Zuletzt benutzt: {at}, von {from}',
  methodPassword: 'Passwort',
  methodPasskey: 'Passkey',
  methodCode: 'Einmalcode',
  methodProvider: 'Anbieter',
  endButton: 'Sitzung beenden',
  endLabel: 'Sitzung beenden: {device}, {at}',
  endOthersLink: 'Alle anderen Sitzungen beenden',
  endOthersEffect:
    'Alle, die in Ihrem Konto angemeldet sind, werden abgemeldet: andere Browser, Geräte und Anwendungen. Nur dieser Browser bleibt angemeldet.',
  endOthersAlsoPassword:
    'Wenn jemand Ihr Passwort kennt, sollten Sie stattdessen {link}: Auch das beendet die anderen Sitzungen.',
  changePassword: 'das Passwort ändern',
  back: 'Zurück, ohne es zu tun',
  endedOne: 'Die Sitzung ist beendet.',
  endedOthers: 'Alle anderen Sitzungen sind beendet.',
  sessionGone: 'Diese Sitzung war schon beendet.',
  nextPage: 'Weitere',
  firstPage: 'Zur ersten Seite',
  devicesTitle: 'Bekannte Geräte',
  devicesLink: 'Geräte, die Ihr Konto kennt',
  devicesIntro:
    'Von diesen Geräten haben Sie sich angemeldet. Eine Anmeldung von jedem anderen wird geprüft, und Sie erfahren davon per E-Mail.',
  noDevices: 'Ihr Konto kennt kein Gerät.',
  firstSeen: 'Erste Anmeldung: {at}',
  lastSeenFrom: 'Letzte Anmeldung: {at}, von {from}',
  rememberedUntil: 'Braucht keinen zweiten Faktor bis {at}',
  forgetLink: 'Gerät vergessen',
  forgetLabel: 'Gerät vergessen: {device}, {at}',
  forgetTitle: 'Ein Gerät vergessen',
  forgetEffect:
    'Wer darauf angemeldet ist, wird abgemeldet. Es braucht wieder Ihren zweiten Faktor, und die nächste Anmeldung gilt als eine von einem neuen Gerät.',
  forgetThis: 'Es ist das Gerät, das Sie gerade benutzen: Auch hier werden Sie abgemeldet.',
  forgotten: 'Das Gerät ist vergessen.',
  deviceGone: 'Dieses Gerät war schon vergessen.',
} as const satisfies Translation<typeof en>;
