import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  signUpTitle: 'Criar uma conta',
  signUpHave: 'Já tem uma conta? {link}',
  signUpPassword: 'Senha',
  signUpFirstName: 'Nome (opcional)',
  signUpLastName: 'Sobrenome (opcional)',
  signUpButton: 'Criar a conta',
  signUpPasswordMissing: 'Escolha uma senha.',
  signUpNameProblem: 'Um nome tem no máximo 100 caracteres imprimíveis.',
  signUpSentTitle: 'Veja seus e-mails',
  signUpSent: 'Enviamos um e-mail para você. Abra o link nele para continuar.',
  signUpThenSignIn: 'Depois de confirmar seu endereço, entre:',
  signUpNoMail: 'Nada depois de alguns minutos? Veja no spam ou {link}.',
  signUpAskAgain: 'peça outro e-mail',
  signUpDoneTitle: 'Registro recebido',
  signUpDone: 'Seu registro chegou. Você já pode entrar; também enviamos um e-mail sobre isso.',
} as const satisfies Translation<typeof en>;
