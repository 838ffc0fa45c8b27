import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  proveTitle: 'Mostre que é você',
  proveIntro:
    'O que você vai fazer não pode ser desfeito ou dá acesso à sua conta. Por isso perguntamos mais uma vez quem você é.',
  provePassword: 'Sua senha',
  proveCode: 'Código do seu aplicativo autenticador ou um código de recuperação',
  proveButton: 'Continuar',
  proveCancel: 'Voltar à conta sem fazer isso',
  proveNoWay:
    'Você não tem senha nem outra forma de mostrar isso. Escolha antes uma senha em “Esqueceu sua senha?”.',
} as const satisfies Translation<typeof en>;
