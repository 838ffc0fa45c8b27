import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  continueWith: 'Continuar com {name}',
  tryAgainWith: 'Tentar de novo com {name}',
  backToSignIn: 'Voltar para o login',
  linkAccountTitle: 'Vincular {name} à sua conta',
  linkAccountExists:
    'Já existe uma conta com o endereço de e-mail que {name} nos informou. {name} não está vinculado a ela e, por isso, não faz login nela.',
  linkAccountHow:
    'Faça login na conta como sempre, por exemplo com a senha dela. Depois, você poderá vincular {name}.',
  linkAccountButton: 'Fazer login e depois vincular {name}',
  linkAccountWithout: 'Fazer login sem vincular',
  identitiesIntro: 'Com estes provedores, você pode fazer login na sua conta.',
  identitiesNone: 'Nenhum provedor está vinculado à sua conta.',
  linkedSince: 'Vinculado desde {at}',
  lastUsed: 'Último uso: {at}',
  linkAnother: 'Vincular um provedor',
  noProviders: 'Não há provedores configurados neste servidor.',
  linkNamed: 'Vincular {name}',
  linkIntro:
    'Agora você vai fazer login em {name}. Depois, poderá fazer login nesta conta com {name}.',
  goTo: 'Ir para {name}',
  goingTo: 'Seu navegador vai agora para {name}. Se não for, siga o link.',
  linkedDone: 'O provedor está vinculado à sua conta.',
  unlinkedDone: 'O provedor não está mais vinculado à sua conta.',
  unlinkNamed: 'Desvincular {name}',
  unlinkIntro: 'Depois disso, você não poderá mais fazer login nesta conta com {name}.',
  backToIdentities: 'Voltar para os provedores vinculados',
  proveWith: 'Mostrar fazendo login com {name}',
  backToProve: 'Voltar, para mostrar de novo',
} as const satisfies Translation<typeof en>;
