import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  sessionsIntro:
    'Tous les endroits où vous êtes connecté. Si vous n’en reconnaissez pas un, mettez-y fin et choisissez un nouveau mot de passe.',
  thisBrowser: 'Ce navigateur',
  thisDevice: 'Cet appareil',
  unknownDevice: 'Un appareil inconnu',
  begun: 'Connexion : {at}',
  begunBy: 'Connexion : {at}, par {methods}',
  lastUsed: 'Dernière utilisation : {at}',
  lastUsedFrom: 'Dernière utilisation : {at}, depuis {from}',
  methodPassword: 'mot de passe',
  methodPasskey: 'clé d’accès',
  methodCode: 'code à usage unique',
  methodProvider: 'fournisseur',
  endButton: 'Mettre fin à la session',
  endLabel: 'Mettre fin à la session : {device}, {at}',
  endOthersLink: 'Mettre fin à toutes les autres sessions',
  endOthersEffect:
    'Toutes les personnes connectées à votre compte sont déconnectées : autres navigateurs, appareils et applications. Seul ce navigateur reste connecté.',
  endOthersAlsoPassword:
    'Si quelqu’un connaît votre mot de passe, il vaut mieux {link} : cela met aussi fin aux autres sessions.',
  changePassword: 'changer le mot de passe',
  back: 'Revenir sans le faire',
  endedOne: 'La session est terminée.',
  endedOthers: 'Toutes les autres sessions sont terminées.',
  sessionGone: 'Cette session était déjà terminée.',
  nextPage: 'Suivants',
  firstPage: 'Vers la première page',
  devicesTitle: 'Appareils connus',
  devicesLink: 'Appareils que votre compte connaît',
  devicesIntro:
    'Vous vous êtes connecté depuis ces appareils. Une connexion depuis tout autre appareil est examinée, et vous en êtes informé par e-mail.',
  noDevices: 'Votre compte ne connaît aucun appareil.',
  firstSeen: 'Première connexion : {at}',
  lastSeenFrom: 'Dernière connexion : {at}, depuis {from}',
  rememberedUntil: 'Sans second facteur jusqu’au {at}',
  forgetLink: 'Oublier l’appareil',
  forgetLabel: 'Oublier l’appareil : {device}, {at}',
  forgetTitle: 'Oublier un appareil',
  forgetEffect:
    'Quiconque y est connecté est déconnecté. Votre second facteur y est de nouveau demandé, et la prochaine connexion compte comme venant d’un nouvel appareil.',
  forgetThis: 'C’est l’appareil que vous utilisez en ce moment : vous serez déconnecté ici aussi.',
  forgotten: 'L’appareil est oublié.',
  deviceGone: 'Cet appareil était déjà oublié.',
} as const satisfies Translation<typeof en>;
