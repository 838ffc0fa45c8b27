import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  secondFactorIntro: 'Mais um passo: mostre que é você, com um segundo fator da sua conta.',
  codeOrRecovery: 'Código do seu aplicativo autenticador ou um código de recuperação',
  codeOfApp: 'Código do seu aplicativo autenticador',
  recoveryCode: 'Código de recuperação',
  recoveryHint: 'Cada código de recuperação vale uma única vez.',
  rememberDevice: {
    one: 'Não pedir o segundo fator neste navegador por {count} dia',
    many: 'Não pedir o segundo fator neste navegador por {count} de dias',
    other: 'Não pedir o segundo fator neste navegador por {count} dias',
  },
  signInByCode: 'Entrar',
  usePasskey: 'Usar uma chave de acesso',
  orCode: 'ou',
  passkeyAlone:
    'Seu segundo fator é uma chave de acesso. Se este navegador não mostrar um botão para ela, entre com um que conheça chaves de acesso e permita scripts.',
  triesLeft: {
    one: 'Não está certo ou já foi usado. Resta {count} tentativa.',
    many: 'Não está certo ou já foi usado. Restam {count} de tentativas.',
    other: 'Não está certo ou já foi usado. Restam {count} tentativas.',
  },
  codeMissing: 'Digite um código.',
  signInEnded:
    'Este início de sessão terminou: demorou demais ou houve códigos errados demais. Comece de novo.',
  beginAgain: 'Recomeçar o início de sessão',
} as const satisfies Translation<typeof en>;
