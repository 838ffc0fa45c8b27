import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  title: 'Convite',
  invitedTo: 'Você foi convidado para {organization}.',
  inUnit: 'Unidade: {unit}',
  invitedBy: 'Convidado por: {inviter}',
  rolesThere: 'Funções que você recebe lá: {roles}',
  openUntil: 'O convite é válido até {expires}.',
  accept: 'Aceitar',
  decline: 'Recusar',
  otherAddress: 'Você entrou como {address}. O convite foi enviado a outro endereço.',
  switchAccount: 'Usar outra conta',
  signInFirst: 'Para responder, entre com o endereço ao qual o convite foi enviado.',
  signIn: 'Entrar',
  signUpThen:
    'Ainda não tem conta? Cadastre-se com esse endereço e confirme-o; depois abra de novo o link do convite.',
  signUp: 'Cadastrar-se',
  notConfirmed:
    'Confirme primeiro o endereço da sua conta e depois abra de novo o link do convite.',
  toAccount: 'Para a minha conta',
  dead: 'Este convite não é mais válido. Peça um novo.',
  accepted: 'Agora você é membro de {organization}.',
  declined: 'Você recusou o convite.',
} as const satisfies Translation<typeof en>;
