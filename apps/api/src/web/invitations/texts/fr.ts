import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  title: 'Invitation',
  invitedTo: 'Vous êtes invité à rejoindre {organization}.',
  inUnit: 'Unité : {unit}',
  invitedBy: 'Invité par : {inviter}',
  rolesThere: 'Rôles que vous y recevez : {roles}',
  openUntil: 'L’invitation est valable jusqu’au {expires}.',
  accept: 'Accepter',
  decline: 'Refuser',
  otherAddress:
    'Vous êtes connecté en tant que {address}. L’invitation a été envoyée à une autre adresse.',
  switchAccount: 'Utiliser un autre compte',
  signInFirst:
    'Pour répondre, connectez-vous avec l’adresse à laquelle l’invitation a été envoyée.',
  signIn: 'Se connecter',
  signUpThen:
    'Pas encore de compte ? Créez-en un avec cette adresse et confirmez-la, puis rouvrez le lien de l’invitation.',
  signUp: 'Créer un compte',
  notConfirmed:
    'Confirmez d’abord l’adresse de votre compte, puis rouvrez le lien de l’invitation.',
  toAccount: 'Vers mon compte',
  dead: 'Cette invitation n’est plus valable. Demandez-en une nouvelle.',
  accepted: 'Vous êtes maintenant membre de {organization}.',
  declined: 'Vous avez refusé l’invitation.',
} as const satisfies Translation<typeof en>;
