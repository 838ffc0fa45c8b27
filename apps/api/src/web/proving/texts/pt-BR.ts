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
  provePasskey: 'Usar uma chave de acesso',
  proveForgot: 'Esqueceu a senha?',
  proveLost: 'Perdeu a sua chave de acesso ou o seu telefone?',
  proveLostCode:
    'Digite um dos códigos de recuperação que você recebeu com o seu primeiro segundo fator. Cada um vale uma vez.',
  proveLostAll:
    'Se você também não tem códigos, peça aos operadores deste servidor que redefinam os seus segundos fatores.',
} as const satisfies Translation<typeof en>;
