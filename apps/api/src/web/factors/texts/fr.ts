import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  intro:
    'Un second facteur arrête ceux qui connaissent votre mot de passe. Une clé d’accès vous connecte aussi sans mot de passe.',
  passkeys: 'Clés d’accès',
  passkeyAdd: 'Ajouter une clé d’accès',
  apps: 'Applications d’authentification',
  appAdd: 'Ajouter une application d’authentification',
  codes: 'Codes de récupération',
  none: 'Vous n’en avez aucune.',
  codesLater:
    'Vous recevez des codes de récupération avec votre première clé d’accès ou application d’authentification.',
  codesLeft: {
    one: 'Il vous reste {count} code de récupération.',
    many: 'Il vous reste {count} de codes de récupération.',
    other: 'Il vous reste {count} codes de récupération.',
  },
  codesReplace: 'Remplacer les codes de récupération',
  mustNow:
    'Votre compte doit avoir un second facteur. Ajoutez maintenant une clé d’accès ou une application d’authentification : d’ici là, vous ne pouvez rien faire d’autre ici.',
  mustUntil: 'Votre compte doit avoir un second facteur. Ajoutez-en un avant le {moment}.',
  onToApplication: 'Continuer vers l’application',
  onToPage: 'Continuer vers la page demandée',
  doneRenamed: 'Le nom est modifié.',
  doneRemoved: 'Suppression effectuée. Nous vous en avons informé par e-mail.',
  doneApp: 'L’application d’authentification est ajoutée ; elle vous sera désormais demandée.',
  donePasskey:
    'La clé d’accès est ajoutée. Elle suffit pour vous connecter, et elle est demandée après votre mot de passe.',
  change: 'Modifier ou supprimer',
  changeNamed: 'Modifier ou supprimer : {name}',
  onOneDevice: 'reste sur un seul appareil',
  synced: 'synchronisée entre vos appareils',
  modelAndKind: '{model}, {kind}',
  addedAt: 'Ajout : {moment}',
  neverUsed: 'Pas encore utilisé',
  usedAt: 'Dernière utilisation : {moment}',
  name: 'Nom',
  nameHint: 'Pour le reconnaître, par exemple « Téléphone du bureau ».',
  nameSave: 'Enregistrer le nom',
  nameProblem:
    'Un nom comporte 1 à 100 caractères imprimables, sans lettres qui ne font que ressembler à d’autres.',
  remove: 'Supprimer',
  removeLink: 'Supprimer…',
  back: 'Retour aux clés d’accès et seconds facteurs',
  passkeyTitle: 'Clé d’accès',
  appTitle: 'Application d’authentification',
  removePasskeyTitle: 'Supprimer une clé d’accès',
  removeAppTitle: 'Supprimer une application d’authentification',
  removePasskeyQuestion: 'Voulez-vous supprimer la clé d’accès {name} ?',
  removeAppQuestion: 'Voulez-vous supprimer l’application d’authentification {name} ?',
  removePasskeyKept:
    'Elle ne vous connecte plus. Une copie reste dans votre appareil ou votre gestionnaire de mots de passe : supprimez-la aussi.',
  removeAppKept: 'Ses codes ne seront plus valables. Supprimez aussi l’entrée dans l’application.',
  removeLast:
    'C’est votre dernier second facteur. Vos codes de récupération disparaissent avec lui, et le mot de passe seul donne accès au compte.',
  removeDevices: 'Les appareils mémorisés ne le seront plus.',
  removeButton: 'Supprimer',
  removeNot: 'Conserver',
  appIntro:
    'Une application d’authentification sur votre téléphone affiche un nouveau code à six chiffres toutes les 30 secondes. La page suivante relie l’application à votre compte.',
  appBegin: 'Afficher le code QR',
  appDefaultName: 'Application d’authentification',
  appScan: 'Scannez ce code avec l’application, puis saisissez les six chiffres qu’elle affiche.',
  appQr: 'Code QR pour l’application d’authentification ; la clé ci-dessous contient la même chose',
  appOpen: 'Ouvrir l’application sur cet appareil',
  appType: 'Ou saisissez cette clé dans l’application :',
  appCode: 'Code affiché par l’application',
  appTime: 'Vous avez dix minutes.',
  appConfirm: 'Ajouter l’application',
  appAnew: 'Recommencer',
  codesTitle: 'Vos codes de récupération',
  codesOnce:
    'Imprimez ou notez ces codes, et gardez-les là où personne d’autre ne les trouvera. Ils ne sont affichés que maintenant.',
  codesUse:
    'Chaque code remplace une fois une clé d’accès ou une application d’authentification perdue.',
  codesStored: 'Je les ai conservés : continuer',
  codesEffect: 'Avec de nouveaux codes, tous les anciens cessent d’être valables.',
  codesMake: 'Créer de nouveaux codes',
  passkeyIntro:
    'Une clé d’accès est conservée par votre appareil, votre gestionnaire de mots de passe ou une clé de sécurité. Vous l’utilisez avec votre empreinte, votre visage ou un code PIN.',
  passkeyNoScript:
    'Une clé d’accès nécessite JavaScript, qui est désactivé dans ce navigateur. Sans lui, vous pouvez ajouter une application d’authentification.',
  passkeyMake: 'Créer la clé d’accès',
} as const satisfies Translation<typeof en>;
