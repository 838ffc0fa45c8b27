import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  mailTitle: 'Entrar por e-mail',
  mailWay: 'Entrar com um código enviado por e-mail',
  mailIntro: 'Digite o endereço da sua conta: um e-mail trará um código para entrar sem senha.',
  mailAddress: 'Endereço de e-mail',
  mailAddressProblem: 'Digite um endereço de e-mail, por exemplo anna@example.org.',
  mailButton: 'Enviar o código',
  mailSent:
    'Se houver uma conta para {address}, um e-mail com um código de seis dígitos está a caminho.',
  mailSentNext:
    'Digite o código aqui ou abra o link do e-mail neste navegador. Ambos valem uma vez, por dez minutos.',
  mailCode: 'Código do e-mail',
  mailCodeMissing: 'Digite os seis dígitos do e-mail.',
  mailSignIn: 'Entrar',
  mailAgain: 'Pedir um novo código',
  mailOtherWay: 'Entrar de outra forma',
  mailLinkHere:
    'Este é o navegador em que o início de sessão foi pedido. Entre aqui agora ou volte à página em que pediu e digite lá o código do e-mail.',
} as const satisfies Translation<typeof en>;
