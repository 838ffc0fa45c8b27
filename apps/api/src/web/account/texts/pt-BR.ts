import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  account: 'Sua conta',
  signedInAs: 'Conectado como {address}',
  accountPages: 'Conta',
  signOut: 'Sair',
  pageProfile: 'Nome e idioma',
  pageEmail: 'Endereço de e-mail',
  pagePassword: 'Senha',
  pageFactors: 'Chaves de acesso e segundos fatores',
  pageIdentities: 'Provedores vinculados',
  pageSessions: 'Sessões e dispositivos',
  pageActivity: 'Atividade',
  pageExport: 'Exportar seus dados',
  pageDelete: 'Excluir a conta',
  backToAccount: 'Voltar à sua conta',
} as const satisfies Translation<typeof en>;
