import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  greeting: 'Olá!',
  greetingName: 'Olá, {name}!',
  footer: '{appName} enviou este e-mail automaticamente; uma resposta não chegaria a ninguém.',
  copyLink: 'Se o botão não funcionar, copie este endereço para o seu navegador:',
  wasYou: 'Foi você? Então não é preciso fazer nada.',
  chooseHere: 'Não foi você? Escolha imediatamente uma nova senha aqui: {forgotLink}',
  chooseNow:
    'Não foi você? Então outra pessoa pode acessar sua conta: escolha imediatamente uma nova senha aqui: {forgotLink}',
  linkOnce: 'O link funciona uma vez, até {expires}.',
  verifySubject: 'Confirme seu endereço de e-mail para {appName}',
  verifyIntro:
    'Uma conta em {appName} foi criada com este endereço. Para confirmar que ele é seu, abra esta página e pressione o botão:',
  verifyProviders:
    'É possível entrar nela com {providers}. Confirme somente se for você: quem entra por lá acessa esta conta.',
  verifyButton: 'Confirmar meu endereço',
  verifyNotYou:
    'Você não criou uma conta? Não faça nada: sem a sua confirmação, o endereço continua não confirmado.',
  registeredSubject: 'Você já tem uma conta em {appName}',
  registeredIntro:
    'Alguém, talvez você, tentou criar uma conta em {appName} com este endereço. Você já tem uma, e ela não foi alterada.',
  registeredSignIn: 'Para usá-la, entre como antes: {signInLink}',
  registeredReset: 'Se você não sabe mais a senha, peça uma nova aqui: {resetLink}',
  registeredNotYou:
    'Não foi você? Então não é preciso fazer nada: ninguém fica sabendo por nós que você tem uma conta.',
  resetSubject: 'Escolha uma nova senha para {appName}',
  resetIntro:
    'Alguém pediu uma nova senha para a sua conta em {appName}. Se foi você, escolha uma aqui:',
  resetButton: 'Escolher uma nova senha',
  resetOnce:
    'O link funciona uma vez, até {expires}. Uma nova senha encerra todas as sessões da conta.',
  resetNotYou:
    'Não foi você? Não faça nada: sua senha continua como está. Não dê o link a ninguém.',
  changedSubject: 'Sua senha de {appName} foi alterada',
  changedAt: 'A senha da sua conta em {appName} foi alterada em {at}.',
  changedRemoved: 'Estas formas de acesso à conta foram removidas junto: {removed}.',
  changedKept: 'Estas foram verificadas e mantidas: {kept}.',
  changedFactors:
    'Estes segundos fatores foram adicionados há pouco. Eles permanecem, pois uma nova senha não remove nenhum segundo fator: {factors}.',
  changedFactorsNotYou:
    'Algum deles não é seu? Diga isso aqui, até {until}. Todos serão desconectados, os dos últimos sete dias serão removidos com tudo o que foi adicionado desde então, e você escolherá mais uma vez uma nova senha:',
  changedFactorsButton: 'Nem todos são meus',
  changedNotice: 'a senha foi alterada',
  linkedSubject: 'Outra forma de entrar em {appName} foi adicionada',
  linkedAt: 'Desde {at} é possível entrar na sua conta em {appName} com {provider}.',
  linkedNotYou:
    'Não foi você? Escolha imediatamente uma nova senha aqui: {resetLink}, e remova {provider} da sua conta.',
  linkedNotice: 'outra forma de entrar foi adicionada',
  unlinkedSubject: 'Uma forma de entrar em {appName} foi removida',
  unlinkedAt: 'Desde {at} não é mais possível entrar na sua conta em {appName} com {provider}.',
  unlinkedNotice: 'uma forma de entrar foi removida',
  mergedSubject: 'Duas contas em {appName} agora são uma só',
  mergedAt:
    'Em {at} duas contas em {appName} foram unidas: a de {ended} à de {account}. A primeira não existe mais; suas funções e provedores vinculados foram transferidos.',
  mergedNotYou: 'Não foi você? Avise imediatamente os responsáveis por {appName}.',
  mergedUndo: {
    one: 'Por {count} dia eles podem desfazer isso; informe a eles este número: {undoId}',
    many: 'Por {count} de dias eles podem desfazer isso; informe a eles este número: {undoId}',
    other: 'Por {count} dias eles podem desfazer isso; informe a eles este número: {undoId}',
  },
  mergedNotice: 'duas contas foram unidas',
  undoneSubject: 'Sua conta em {appName} voltou a ser independente',
  undoneAt:
    'Em {at} a união da sua conta em {appName} com a de {other} foi desfeita. Cada uma voltou a ser independente, com sua senha, seus provedores vinculados e suas funções, e todos foram desconectados de ambas.',
  undoneChoose: 'Outra pessoa sabia sua senha? Escolha uma nova aqui: {forgotLink}',
  undoneNotice: 'uma união de contas foi desfeita',
  newDeviceSubject: 'Um novo dispositivo entrou em {appName}',
  newDeviceAt:
    'Alguém entrou na sua conta em {appName} com um dispositivo ainda não visto: {device}, a partir de {from}, em {at}.',
  newDeviceNotice: 'um acesso com um novo dispositivo',
  suspiciousSubject: 'Foi você? Um acesso incomum a {appName}',
  suspiciousAt:
    'Houve um acesso incomum à sua conta em {appName}: {device}, a partir de {from}, em {at}.',
  suspiciousNotYou:
    'Não foi você? Diga isso aqui, até {until}. Todos serão desconectados, e você escolherá uma nova senha:',
  suspiciousButton: 'Não fui eu',
  suspiciousNotice: 'um acesso incomum',
  confirmSubject: 'Confirme seu acesso a {appName}',
  confirmAt:
    'Alguém que sabe sua senha quis entrar na sua conta em {appName} de forma incomum e foi interrompido: {device}, a partir de {from}, em {at}.',
  confirmYou: 'Foi você? Confirme aqui, até {until}, e entre mais uma vez:',
  confirmButton: 'Sim, fui eu',
  confirmNotice: 'um acesso incomum que foi interrompido',
  removedSubject: 'O que um estranho criou na sua conta em {appName} foi removido',
  removedAt:
    'Em {at} um acesso à sua conta em {appName} foi desfeito pelo link do nosso e-mail. Foi removido junto o que esse acesso havia criado: {removed}.',
  removedAgain:
    'Algo disso era seu? Adicione novamente depois de escolher uma nova senha aqui: {forgotLink}',
  removedNotice: 'um acesso foi desfeito',
  deniedSubject: 'Um estranho agiu como uma das pessoas de {appName}',
  deniedAt:
    'Em {at} quem é titular da conta {account} informou que um acesso a ela não era seu. Nesse acesso, foram feitas ações sobre outros itens: {acts}.',
  deniedRest:
    'As formas de acesso à conta e os tokens de aplicativo que ele criou foram removidos. O restante foi deixado como está, pois outros podem depender disso: veja a trilha de auditoria dessa conta e desfaça o que não deveria existir.',
  deniedNotice: 'um acesso negado havia agido sobre outros itens',
  codeSubject: 'Seu código para entrar em {appName}',
  codeIntro:
    'Alguém pediu para entrar na sua conta em {appName}. Se foi você, digite este código onde você o pediu:',
  codeLink: 'Ou abra este link no mesmo navegador:',
  codeButton: 'Entrar',
  codeOnce: 'Os dois funcionam uma vez, até {expires}, e somente onde foram pedidos.',
  codeNotYou: 'Não foi você? Não faça nada. Não dê o código a ninguém: nós nunca o pedimos.',
  factorTotpAny: 'um aplicativo autenticador',
  factorPasskey: 'uma chave de acesso ({name})',
  factorPasskeyAny: 'uma chave de acesso',
  factorRecoveryCodes: 'códigos de recuperação',
  factorAddedSubject: 'Um segundo fator da sua conta em {appName} foi adicionado',
  factorAddedAt: 'Em {at} sua conta em {appName} ganhou {factor}.',
  factorAddedNotYou:
    'Não foi você? Diga isso aqui, até {until}. Todos serão desconectados, isto e tudo o que foi adicionado desde então será removido, e você escolherá uma nova senha:',
  factorAddedNotice: 'um segundo fator foi adicionado',
  factorRemovedSubject: 'Um segundo fator da sua conta em {appName} foi removido',
  factorRemovedAt: 'Em {at} foi removido da sua conta em {appName} o seguinte: {factor}.',
  factorRemovedLast: 'Era o último: a conta não exige mais um segundo fator.',
  factorRemovedNotice: 'um segundo fator foi removido',
  recoveryCodeSubject: 'Um código de recuperação da sua conta em {appName} foi usado',
  recoveryCodeAt: {
    one: 'Em {at} um código de recuperação da sua conta em {appName} foi usado. Códigos restantes: {count}.',
    many: 'Em {at} um código de recuperação da sua conta em {appName} foi usado. Restam {count} de códigos.',
    other:
      'Em {at} um código de recuperação da sua conta em {appName} foi usado. Restam {count} códigos.',
  },
  recoveryCodeFew:
    'São poucos: crie novos códigos na sua conta e guarde-os onde você os encontre sem os seus dispositivos.',
  recoveryCodeYou: 'Foi você? Então não é preciso fazer mais nada.',
  recoveryCodeNotYou:
    'Não foi você? Então alguém tem os seus códigos: escolha imediatamente uma nova senha aqui: {forgotLink}, e crie novos códigos.',
  recoveryCodeNotice: 'um código de recuperação foi usado',
  resetOrderedSubject: 'Os segundos fatores da sua conta em {appName} serão removidos',
  resetOrderedAt:
    'Em {at} um responsável por {appName} ordenou a remoção de todos os segundos fatores da sua conta: aplicativos autenticadores, chaves de acesso e códigos de recuperação. Isso acontecerá em {due}; então todos serão desconectados, e só a senha bastará para entrar.',
  resetOrderedYou: 'Você pediu isso? Então não é preciso fazer nada.',
  resetOrderedNotYou:
    'Você não pediu? Oponha-se antes desse momento, e seus fatores serão mantidos:',
  resetOrderedButton: 'Manter meus fatores',
  factorsResetSubject: 'Os segundos fatores da sua conta em {appName} foram removidos',
  factorsResetAt:
    'Em {at} todos os segundos fatores da sua conta em {appName} foram removidos, como um responsável ordenou, e todos foram desconectados. Agora só a senha basta: entre e adicione novamente um segundo fator.',
  factorsResetSome:
    'Em {at} foram removidos os segundos fatores que a sua conta em {appName} tinha quando um responsável o ordenou, e todos foram desconectados. Os adicionados depois permanecem: para entrar é preciso um deles.',
  factorsResetNotYou:
    'Você não pediu isso? Escolha imediatamente uma nova senha aqui: {forgotLink}, e avise os responsáveis.',
  factorsResetNotice: 'todos os segundos fatores foram removidos',
  passkeyCopiedSubject: 'Uma chave de acesso para {appName} foi recusada',
  passkeyCopiedAt:
    'Em {at} {passkey} da sua conta em {appName} foi recusada: ela conta seus usos, e sua contagem retrocedeu. Alguém pode ter uma cópia dela.',
  passkeyCopiedRemove:
    'Remova esta chave de acesso da sua conta e adicione uma nova. Se você não conseguir mais entrar, escolha uma nova senha aqui: {forgotLink}',
  passkeyCopiedNotice: 'uma chave de acesso que pode ter sido copiada foi recusada',
  passwordRemovedSubject: 'Sua senha de {appName} foi removida',
  passwordRemovedAt:
    'Desde {at} sua conta em {appName} não tem senha: o acesso é feito com uma chave de acesso.',
  passwordRemovedNotice: 'a senha foi removida',
  emailConfirmSubject: 'Confirme seu novo endereço para {appName}',
  emailConfirmIntro:
    'Alguém quer usar este endereço para uma conta em {appName}. Se é você, confirme-o aqui, no navegador em que você está conectado:',
  emailConfirmButton: 'Confirmar o novo endereço',
  emailConfirmNotYou:
    'Não foi você? Não faça nada e não o confirme: a conta seria de outra pessoa.',
  emailAskedSubject: 'Um novo endereço foi pedido para a sua conta em {appName}',
  emailAskedAt:
    'Em {at}, alguém conectado à sua conta em {appName} pediu para mudar o endereço de e-mail. Nada mudou ainda: ele muda quando o novo endereço for confirmado. Então você receberá outro e-mail, com o qual poderá desfazer a mudança.',
  emailAskedNotYou:
    'Não foi você? Então outra pessoa pode acessar sua conta: escolha imediatamente uma nova senha, o que também cancela a mudança, aqui: {forgotLink}',
  emailAskedNotice: 'um novo endereço foi pedido',
  emailChangedSubject: 'Sua conta em {appName} agora tem outro endereço',
  emailChangedAt:
    'O endereço de e-mail da sua conta em {appName} foi alterado em {at}. Este endereço não pertence mais a ela.',
  emailChangedNotYou: 'Não foi você? Recupere a conta, até {expires}:',
  emailChangedEffect:
    'Todos serão desconectados, o que foi adicionado desde então será removido, e você escolherá uma nova senha.',
  emailWantedSubject: 'Seu endereço foi informado para outra conta em {appName}',
  emailWantedIntro:
    'Alguém quis usar este endereço para outra conta em {appName}. Ele pertence à sua conta; por isso nada mudou, e essa pessoa não ficou sabendo.',
  emailWantedYou:
    'Foi você? Entre com este endereço. Se você esqueceu a senha, escolha uma nova aqui: {resetLink}',
  emailWantedNotYou: 'Não foi você? Então não é preciso fazer nada.',
  summarySubject: 'Muita coisa aconteceu na sua conta em {appName}',
  summaryWhat:
    'Aconteceram na sua conta em {appName} mais coisas do que avisamos uma a uma. Sobre isto você não tem outro e-mail: {what}.',
  summaryOnce: '{event} (uma vez, em {at})',
  summaryTimes: {
    one: '{event} ({count} vez, de {first} a {last})',
    many: '{event} ({count} de vezes, de {first} a {last})',
    other: '{event} ({count} vezes, de {first} a {last})',
  },
  unknownDevice: 'um dispositivo desconhecido',
  credentialIdentity: 'acesso com {name}',
  credentialDevice: 'o dispositivo {name}',
  credentialToken: 'um token de aplicativo de {name}',
  credentialSince: '{what} (desde {at})',
  credentialSinceFrom: '{what} (desde {at}, a partir de {from})',
  invitationSubject: 'Você foi convidado para uma organização em {appName}',
  invitationIntro:
    'Alguém que administra uma organização em {appName} convidou este endereço a participar dela.',
  invitationOrganization: 'Organização: {organization}',
  invitationUnit: 'Unidade: {unit}',
  invitationInviter: 'Convidado por: {inviter}',
  invitationHow:
    'Para aceitar ou recusar, abra esta página e entre com este endereço, ou cadastre-se com ele:',
  invitationButton: 'Ver o convite',
  invitationNotYou:
    'Não conhece a organização? Então não faça nada: sem a sua resposta, nada acontece.',
} as const satisfies Translation<typeof en>;
