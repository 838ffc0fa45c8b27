import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  greeting: 'Bonjour,',
  greetingName: 'Bonjour {name},',
  footer: '{appName} a envoyé cet e-mail automatiquement ; une réponse ne parviendrait à personne.',
  copyLink: 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :',
  wasYou: 'C’était vous ? Alors il n’y a rien à faire.',
  chooseHere:
    'Ce n’était pas vous ? Choisissez tout de suite un nouveau mot de passe ici : {forgotLink}',
  chooseNow:
    'Ce n’était pas vous ? Alors quelqu’un d’autre peut accéder à votre compte : choisissez tout de suite un nouveau mot de passe ici : {forgotLink}',
  linkOnce: 'Le lien fonctionne une fois, jusqu’au {expires}.',
  verifySubject: 'Confirmez votre adresse e-mail pour {appName}',
  verifyIntro:
    'Un compte {appName} a été créé avec cette adresse. Pour confirmer qu’elle est à vous, ouvrez cette page et appuyez sur le bouton qui s’y trouve :',
  verifyProviders:
    'Il est possible de s’y connecter avec {providers}. Ne confirmez que s’il s’agit de vous : la personne qui s’y connecte accède à ce compte.',
  verifyButton: 'Confirmer mon adresse',
  verifyNotYou:
    'Vous n’avez pas créé de compte ? Ne faites rien : sans votre confirmation, l’adresse reste non confirmée.',
  registeredSubject: 'Vous avez déjà un compte {appName}',
  registeredIntro:
    'Quelqu’un, peut-être vous, a essayé de créer un compte {appName} avec cette adresse. Vous en avez déjà un, et il est inchangé.',
  registeredSignIn: 'Pour l’utiliser, connectez-vous comme d’habitude : {signInLink}',
  registeredReset:
    'Si vous ne connaissez plus le mot de passe, demandez-en un nouveau ici : {resetLink}',
  registeredNotYou:
    'Ce n’était pas vous ? Alors il n’y a rien à faire : personne n’apprend par nous que vous avez un compte.',
  resetSubject: 'Choisissez un nouveau mot de passe pour {appName}',
  resetIntro:
    'Quelqu’un a demandé un nouveau mot de passe pour votre compte {appName}. Si c’était vous, choisissez-en un ici :',
  resetButton: 'Choisir un nouveau mot de passe',
  resetOnce:
    'Le lien fonctionne une fois, jusqu’au {expires}. Un nouveau mot de passe met fin à toutes les sessions du compte.',
  resetNotYou:
    'Ce n’était pas vous ? Ne faites rien : votre mot de passe reste tel quel. Ne donnez ce lien à personne.',
  changedSubject: 'Votre mot de passe pour {appName} a été modifié',
  changedAt: 'Le mot de passe de votre compte {appName} a été modifié le {at}.',
  changedRemoved: 'Ces accès au compte ont été supprimés en même temps : {removed}.',
  changedKept: 'Ceux-ci ont été examinés et conservés : {kept}.',
  changedFactors:
    'Ces seconds facteurs ont été ajoutés récemment. Ils restent, car un nouveau mot de passe ne supprime aucun second facteur : {factors}.',
  changedFactorsNotYou:
    'L’un d’eux n’est pas à vous ? Dites-le ici, jusqu’au {until}. Tout le monde sera déconnecté, ceux des sept derniers jours seront supprimés avec tout ce qui a été ajouté depuis, et vous choisirez encore une fois un nouveau mot de passe :',
  changedFactorsButton: 'Ils ne sont pas tous à moi',
  changedNotice: 'le mot de passe a été modifié',
  linkedSubject: 'Un autre moyen de connexion à {appName} a été ajouté',
  linkedAt:
    'Depuis le {at}, il est possible de se connecter à votre compte {appName} avec {provider}.',
  linkedNotYou:
    'Ce n’était pas vous ? Choisissez tout de suite un nouveau mot de passe ici : {resetLink}, et retirez {provider} de votre compte.',
  linkedNotice: 'un autre moyen de connexion a été ajouté',
  unlinkedSubject: 'Un moyen de connexion à {appName} a été supprimé',
  unlinkedAt:
    'Depuis le {at}, il n’est plus possible de se connecter à votre compte {appName} avec {provider}.',
  unlinkedNotice: 'un moyen de connexion a été supprimé',
  mergedSubject: 'Deux comptes {appName} n’en font plus qu’un',
  mergedAt:
    'Le {at}, deux comptes {appName} ont été fusionnés : celui de {ended} dans celui de {account}. Le premier n’existe plus ; ses rôles et ses fournisseurs associés ont été transférés.',
  mergedNotYou: 'Ce n’était pas vous ? Prévenez tout de suite les exploitants de {appName}.',
  mergedUndo: {
    one: 'Pendant {count} jour, ils peuvent annuler la fusion ; donnez-leur ce numéro : {undoId}',
    many: 'Pendant {count} de jours, ils peuvent annuler la fusion ; donnez-leur ce numéro : {undoId}',
    other:
      'Pendant {count} jours, ils peuvent annuler la fusion ; donnez-leur ce numéro : {undoId}',
  },
  mergedNotice: 'deux comptes ont été fusionnés',
  undoneSubject: 'Votre compte {appName} est de nouveau indépendant',
  undoneAt:
    'Le {at}, la fusion de votre compte {appName} avec celui de {other} a été annulée. Chacun est de nouveau indépendant, avec son mot de passe, ses fournisseurs associés et ses rôles, et tout le monde est déconnecté des deux.',
  undoneChoose:
    'Quelqu’un d’autre connaissait votre mot de passe ? Choisissez-en un nouveau ici : {forgotLink}',
  undoneNotice: 'une fusion a été annulée',
  newDeviceSubject: 'Un nouvel appareil s’est connecté à {appName}',
  newDeviceAt:
    'Une connexion à votre compte {appName} a eu lieu depuis un appareil encore jamais vu : {device}, à partir de {from}, le {at}.',
  newDeviceNotice: 'une connexion depuis un nouvel appareil',
  suspiciousSubject: 'Était-ce vous ? Une connexion inhabituelle à {appName}',
  suspiciousAt:
    'Une connexion inhabituelle à votre compte {appName} a eu lieu : {device}, à partir de {from}, le {at}.',
  suspiciousNotYou:
    'Ce n’était pas vous ? Dites-le ici, jusqu’au {until}. Tout le monde sera déconnecté, et vous choisirez un nouveau mot de passe :',
  suspiciousButton: 'Ce n’était pas moi',
  suspiciousNotice: 'une connexion inhabituelle',
  confirmSubject: 'Confirmez votre connexion à {appName}',
  confirmAt:
    'Quelqu’un qui connaît votre mot de passe a voulu se connecter de façon inhabituelle à votre compte {appName} et a été arrêté : {device}, à partir de {from}, le {at}.',
  confirmYou:
    'C’était vous ? Confirmez-le ici, jusqu’au {until}, puis connectez-vous encore une fois :',
  confirmButton: 'Oui, c’était moi',
  confirmNotice: 'une connexion inhabituelle qui a été arrêtée',
  removedSubject: 'Ce qu’un inconnu avait créé dans votre compte {appName} est supprimé',
  removedAt:
    'Le {at}, une connexion à votre compte {appName} a été annulée par le lien de notre e-mail. Ce que cette connexion avait créé a été supprimé : {removed}.',
  removedAgain:
    'Une partie était à vous ? Ajoutez-la de nouveau après avoir choisi un nouveau mot de passe ici : {forgotLink}',
  removedNotice: 'une connexion a été annulée',
  deniedSubject: 'Un inconnu a agi au nom d’un membre de {appName}',
  deniedAt:
    'Le {at}, la personne à qui appartient le compte {account} a déclaré qu’une connexion n’était pas la sienne. Pendant cette connexion, des actions ont touché d’autres éléments : {acts}.',
  deniedRest:
    'Les accès au compte et les jetons d’application qu’elle avait créés ont été supprimés. Le reste a été laissé tel quel, car d’autres peuvent en dépendre : consultez le journal d’audit de ce compte et annulez ce qui ne doit pas être.',
  deniedNotice: 'une connexion refusée avait touché d’autres éléments',
  codeSubject: 'Votre code de connexion à {appName}',
  codeIntro:
    'Quelqu’un a demandé à se connecter à votre compte {appName}. Si c’était vous, saisissez ce code là où vous l’avez demandé :',
  codeLink: 'Ou ouvrez ce lien dans le même navigateur :',
  codeButton: 'Se connecter',
  codeOnce:
    'Les deux fonctionnent une fois, jusqu’au {expires}, et uniquement là où ils ont été demandés.',
  codeNotYou:
    'Ce n’était pas vous ? Ne faites rien. Ne donnez ce code à personne : nous ne le demandons jamais.',
  factorTotpAny: 'une application d’authentification',
  factorPasskey: 'une clé d’accès ({name})',
  factorPasskeyAny: 'une clé d’accès',
  factorRecoveryCodes: 'des codes de récupération',
  factorAddedSubject: 'Un second facteur de votre compte {appName} a été ajouté',
  factorAddedAt: 'Ajout à votre compte {appName}, le {at} : {factor}.',
  factorAddedNotYou:
    'Ce n’était pas vous ? Dites-le ici, jusqu’au {until}. Tout le monde sera déconnecté, ce facteur et tout ce qui a été ajouté depuis seront supprimés, et vous choisirez un nouveau mot de passe :',
  factorAddedNotice: 'un second facteur a été ajouté',
  factorRemovedSubject: 'Un second facteur de votre compte {appName} a été supprimé',
  factorRemovedAt: 'Suppression dans votre compte {appName}, le {at} : {factor}.',
  factorRemovedLast: 'C’était le dernier : le compte ne demande plus de second facteur.',
  factorRemovedNotice: 'un second facteur a été supprimé',
  recoveryCodeSubject: 'Un code de récupération de votre compte {appName} a été utilisé',
  recoveryCodeAt: {
    one: 'Le {at}, un code de récupération de votre compte {appName} a été utilisé. Il reste {count} code.',
    many: 'Le {at}, un code de récupération de votre compte {appName} a été utilisé. Il reste {count} de codes.',
    other:
      'Le {at}, un code de récupération de votre compte {appName} a été utilisé. Il reste {count} codes.',
  },
  recoveryCodeFew:
    'C’est peu : créez de nouveaux codes dans votre compte, et conservez-les là où vous les retrouverez sans vos appareils.',
  recoveryCodeYou: 'C’était vous ? Alors il n’y a rien d’autre à faire.',
  recoveryCodeNotYou:
    'Ce n’était pas vous ? Alors quelqu’un a vos codes : choisissez tout de suite un nouveau mot de passe ici : {forgotLink}, et créez de nouveaux codes.',
  recoveryCodeNotice: 'un code de récupération a été utilisé',
  resetOrderedSubject: 'Les seconds facteurs de votre compte {appName} vont être supprimés',
  resetOrderedAt:
    'Le {at}, un exploitant de {appName} a demandé la suppression de tous les seconds facteurs de votre compte : applications d’authentification, clés d’accès et codes de récupération. Elle aura lieu le {due} ; tout le monde sera alors déconnecté, et le mot de passe seul suffira pour se connecter.',
  resetOrderedYou: 'Vous l’avez demandé ? Alors il n’y a rien à faire.',
  resetOrderedNotYou:
    'Vous ne l’avez pas demandé ? Opposez-vous-y avant ce moment, et vos facteurs seront conservés :',
  resetOrderedButton: 'Conserver mes facteurs',
  factorsResetSubject: 'Les seconds facteurs de votre compte {appName} ont été supprimés',
  factorsResetAt:
    'Le {at}, tous les seconds facteurs de votre compte {appName} ont été supprimés à la demande d’un exploitant, et tout le monde a été déconnecté. Le mot de passe seul suffit maintenant : connectez-vous et ajoutez de nouveau un second facteur.',
  factorsResetSome:
    'Le {at}, les seconds facteurs que votre compte {appName} avait au moment de la demande d’un exploitant ont été supprimés, et tout le monde a été déconnecté. Ceux qui ont été ajoutés ensuite restent : il en faut un pour se connecter.',
  factorsResetNotYou:
    'Vous ne l’avez pas demandé ? Choisissez tout de suite un nouveau mot de passe ici : {forgotLink}, et prévenez les exploitants.',
  factorsResetNotice: 'tous les seconds facteurs ont été supprimés',
  passkeyCopiedSubject: 'Une clé d’accès pour {appName} a été refusée',
  passkeyCopiedAt:
    'Le {at}, {passkey} de votre compte {appName} a été refusée : elle compte ses utilisations, et son compteur a reculé. Quelqu’un en possède peut-être une copie.',
  passkeyCopiedRemove:
    'Retirez cette clé d’accès de votre compte et ajoutez-en une nouvelle. Si vous ne pouvez plus vous connecter, choisissez un nouveau mot de passe ici : {forgotLink}',
  passkeyCopiedNotice: 'une clé d’accès peut-être copiée a été refusée',
  passwordRemovedSubject: 'Votre mot de passe pour {appName} a été supprimé',
  passwordRemovedAt:
    'Depuis le {at}, votre compte {appName} n’a plus de mot de passe : la connexion se fait avec une clé d’accès.',
  passwordRemovedNotice: 'le mot de passe a été supprimé',
  emailConfirmSubject: 'Confirmez votre nouvelle adresse pour {appName}',
  emailConfirmIntro:
    'Quelqu’un souhaite utiliser cette adresse pour un compte {appName}. Si c’est vous, confirmez-la ici, dans le navigateur où vous êtes connecté :',
  emailConfirmButton: 'Confirmer la nouvelle adresse',
  emailConfirmNotYou:
    'Ce n’était pas vous ? Ne faites rien et ne la confirmez pas : le compte serait celui de quelqu’un d’autre.',
  emailAskedSubject: 'Une nouvelle adresse a été demandée pour votre compte {appName}',
  emailAskedAt:
    'Le {at}, une personne connectée à votre compte {appName} a demandé à en changer l’adresse e-mail. Rien n’a encore changé : l’adresse change lorsque la nouvelle est confirmée. Vous recevrez alors un autre e-mail, qui vous permettra d’annuler ce changement.',
  emailAskedNotYou:
    'Ce n’était pas vous ? Alors quelqu’un d’autre peut accéder à votre compte : choisissez tout de suite un nouveau mot de passe, ce qui met aussi fin au changement, ici : {forgotLink}',
  emailAskedNotice: 'une nouvelle adresse a été demandée',
  emailChangedSubject: 'Votre compte {appName} a maintenant une autre adresse',
  emailChangedAt:
    'L’adresse e-mail de votre compte {appName} a été modifiée le {at}. Cette adresse-ci ne lui est plus associée.',
  emailChangedNotYou: 'Ce n’était pas vous ? Reprenez votre compte, jusqu’au {expires} :',
  emailChangedEffect:
    'Tout le monde sera alors déconnecté, ce qui a été ajouté depuis sera supprimé, et vous choisirez un nouveau mot de passe.',
  emailWantedSubject: 'Votre adresse a été indiquée pour un autre compte {appName}',
  emailWantedIntro:
    'Quelqu’un a voulu utiliser cette adresse pour un autre compte {appName}. Elle appartient à votre compte : rien n’a donc changé, et cette personne n’en a rien su.',
  emailWantedYou:
    'C’était vous ? Connectez-vous avec cette adresse. Si vous avez oublié le mot de passe, choisissez-en un nouveau ici : {resetLink}',
  emailWantedNotYou: 'Ce n’était pas vous ? Alors il n’y a rien à faire.',
  summarySubject: 'Beaucoup de choses se sont passées dans votre compte {appName}',
  summaryWhat:
    'Il s’est passé dans votre compte {appName} plus de choses que nous n’envoyons d’e-mails. Ce dont vous n’avez pas d’autre e-mail : {what}.',
  summaryOnce: '{event} (une fois, le {at})',
  summaryTimes: {
    one: '{event} ({count} fois, du {first} au {last})',
    many: '{event} ({count} fois, du {first} au {last})',
    other: '{event} ({count} fois, du {first} au {last})',
  },
  unknownDevice: 'un appareil inconnu',
  credentialIdentity: 'connexion avec {name}',
  credentialDevice: 'l’appareil {name}',
  credentialToken: 'un jeton d’application de {name}',
  credentialSince: '{what} (depuis le {at})',
  credentialSinceFrom: '{what} (depuis le {at}, à partir de {from})',
  invitationSubject: 'Vous êtes invité à rejoindre une organisation sur {appName}',
  invitationIntro:
    'Une personne qui gère une organisation sur {appName} a invité cette adresse à la rejoindre.',
  invitationOrganization: 'Organisation : {organization}',
  invitationUnit: 'Unité : {unit}',
  invitationInviter: 'Invité par : {inviter}',
  invitationHow:
    'Pour accepter ou refuser, ouvrez cette page et connectez-vous avec cette adresse, ou créez un compte avec elle :',
  invitationButton: 'Voir l’invitation',
  invitationNotYou:
    'Vous ne connaissez pas cette organisation ? Alors ne faites rien : sans votre réponse, rien ne se passe.',
} as const satisfies Translation<typeof en>;
