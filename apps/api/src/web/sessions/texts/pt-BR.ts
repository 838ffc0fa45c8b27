import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  sessionsIntro:
    'Todos os lugares em que você está conectado. Se não reconhecer algum, encerre-o e escolha uma nova senha.',
  thisBrowser: 'Este navegador',
  thisDevice: 'Este dispositivo',
  unknownDevice: 'Um dispositivo desconhecido',
  begun: 'Entrada: {at}',
  begunBy: 'Entrada: {at}, com {methods}',
  lastUsed: 'Último uso: {at}',
  lastUsedFrom: 'Último uso: {at}, de {from}',
  methodPassword: 'senha',
  methodPasskey: 'chave de acesso',
  methodCode: 'código de uso único',
  methodProvider: 'provedor',
  endButton: 'Encerrar sessão',
  endLabel: 'Encerrar sessão: {device}, {at}',
  endOthersLink: 'Encerrar todas as outras sessões',
  endOthersEffect:
    'Todos os que estão conectados à sua conta são desconectados: outros navegadores, dispositivos e aplicativos. Somente este navegador permanece conectado.',
  endOthersAlsoPassword:
    'Se alguém souber sua senha, é melhor {link}: isso também encerra as outras sessões.',
  changePassword: 'alterar a senha',
  back: 'Voltar sem fazer isso',
  endedOne: 'A sessão foi encerrada.',
  endedOthers: 'Todas as outras sessões foram encerradas.',
  sessionGone: 'Essa sessão já estava encerrada.',
  nextPage: 'Seguintes',
  firstPage: 'Para a primeira página',
  devicesTitle: 'Dispositivos conhecidos',
  devicesLink: 'Dispositivos que sua conta conhece',
  devicesIntro:
    'Você entrou a partir destes dispositivos. A entrada a partir de qualquer outro é examinada e você é avisado por e-mail.',
  noDevices: 'Sua conta não conhece nenhum dispositivo.',
  firstSeen: 'Primeira entrada: {at}',
  lastSeenFrom: 'Última entrada: {at}, de {from}',
  rememberedUntil: 'Sem segundo fator até {at}',
  forgetLink: 'Esquecer dispositivo',
  forgetLabel: 'Esquecer dispositivo: {device}, {at}',
  forgetTitle: 'Esquecer um dispositivo',
  forgetEffect:
    'Quem estiver conectado nele é desconectado. Ele volta a precisar do seu segundo fator, e a próxima entrada conta como de um novo dispositivo.',
  forgetThis: 'É o dispositivo que você está usando agora: você também será desconectado aqui.',
  forgotten: 'O dispositivo foi esquecido.',
  deviceGone: 'Esse dispositivo já tinha sido esquecido.',
} as const satisfies Translation<typeof en>;
