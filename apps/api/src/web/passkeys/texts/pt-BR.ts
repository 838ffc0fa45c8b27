import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  passkeyName: 'Um nome para a chave de acesso, pelo qual você a reconheça',
  passkeyNameHint: 'Você pode deixar em branco.',
  passkeyCancelled:
    'Nenhuma chave de acesso foi usada: a operação foi cancelada ou demorou demais. Tente de novo ou escolha outra forma.',
  passkeyFailed:
    'Este navegador não conseguiu usar uma chave de acesso aqui. Tente de novo ou escolha outra forma.',
  passkeyNotMade:
    'Nenhuma chave de acesso foi criada: a operação foi cancelada ou demorou demais. Tente de novo.',
  passkeyMakingFailed:
    'Este navegador não conseguiu criar uma chave de acesso aqui. Tente de novo ou use outro navegador ou dispositivo.',
  passkeyKnown:
    'Este dispositivo já tem uma chave de acesso da sua conta. Escolha outro dispositivo para uma segunda.',
  passkeySignIn: 'Entrar com uma chave de acesso',
  passkeyUnknown:
    'Esta chave de acesso não é conhecida aqui, ou a página ficou aberta tempo demais. Tente de novo ou entre de outra forma.',
} as const satisfies Translation<typeof en>;
