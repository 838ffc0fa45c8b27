import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  intro:
    'Um segundo fator impede a entrada de quem tem a sua senha. Com uma chave de acesso você também entra sem a senha.',
  passkeys: 'Chaves de acesso',
  passkeyAdd: 'Adicionar uma chave de acesso',
  apps: 'Aplicativos autenticadores',
  appAdd: 'Adicionar um aplicativo autenticador',
  codes: 'Códigos de recuperação',
  none: 'Nada por aqui ainda.',
  codesLater:
    'Você recebe códigos de recuperação com a sua primeira chave de acesso ou o seu primeiro aplicativo autenticador.',
  codesLeft: {
    one: 'Você ainda tem {count} código de recuperação.',
    many: 'Você ainda tem {count} de códigos de recuperação.',
    other: 'Você ainda tem {count} códigos de recuperação.',
  },
  codesReplace: 'Substituir os códigos de recuperação',
  mustNow:
    'A sua conta precisa ter um segundo fator. Adicione agora uma chave de acesso ou um aplicativo autenticador: até lá, você não pode fazer mais nada aqui.',
  mustUntil: 'A sua conta precisa ter um segundo fator. Adicione um até {moment}.',
  onToApplication: 'Continuar para o aplicativo',
  onToPage: 'Continuar para a página desejada',
  doneRenamed: 'O nome foi alterado.',
  doneRemoved: 'A remoção foi feita. Avisamos você por e-mail.',
  doneApp: 'O aplicativo autenticador foi adicionado e será solicitado a partir de agora.',
  donePasskey:
    'A chave de acesso foi adicionada. Você pode entrar só com ela, e ela é solicitada depois da sua senha.',
  change: 'Alterar ou remover',
  changeNamed: 'Alterar ou remover: {name}',
  onOneDevice: 'fica em um só dispositivo',
  synced: 'sincronizada entre dispositivos',
  modelAndKind: '{model}, {kind}',
  addedAt: 'Adição: {moment}',
  neverUsed: 'Ainda não usado',
  usedAt: 'Último uso: {moment}',
  name: 'Nome',
  nameHint: 'Para reconhecê-lo, por exemplo “Telefone do trabalho”.',
  nameSave: 'Salvar o nome',
  nameProblem:
    'Um nome tem de 1 a 100 caracteres imprimíveis, sem letras que apenas se parecem com outras.',
  remove: 'Remover',
  removeLink: 'Remover…',
  back: 'Voltar para chaves de acesso e segundos fatores',
  passkeyTitle: 'Chave de acesso',
  appTitle: 'Aplicativo autenticador',
  removePasskeyTitle: 'Remover uma chave de acesso',
  removeAppTitle: 'Remover um aplicativo autenticador',
  removePasskeyQuestion: 'Deseja remover a chave de acesso {name}?',
  removeAppQuestion: 'Deseja remover o aplicativo autenticador {name}?',
  removePasskeyKept:
    'Ela não dará mais acesso. Uma cópia fica no seu dispositivo ou gerenciador de senhas: apague-a lá também.',
  removeAppKept: 'Os códigos dele deixarão de valer. Apague também a entrada no aplicativo.',
  removeLast:
    'É o seu último segundo fator. Os códigos de recuperação somem com ele, e quem tiver a sua senha poderá entrar.',
  removeDevices: 'Os dispositivos lembrados deixarão de ser lembrados.',
  removeButton: 'Remover',
  removeNot: 'Manter',
  appIntro:
    'Um aplicativo autenticador no seu telefone mostra um novo código de seis dígitos a cada 30 segundos. Na próxima página você conecta o aplicativo à sua conta.',
  appBegin: 'Mostrar o código QR',
  appDefaultName: 'Aplicativo autenticador',
  appScan: 'Leia este código com o aplicativo. Depois digite os seis dígitos que ele mostra.',
  appQr: 'Código QR para o aplicativo autenticador; a chave abaixo diz o mesmo',
  appOpen: 'Abrir o aplicativo neste dispositivo',
  appType: 'Ou digite esta chave no aplicativo:',
  appCode: 'Código que o aplicativo mostra',
  appTime: 'Você tem dez minutos.',
  appConfirm: 'Adicionar o aplicativo',
  appAnew: 'Começar de novo',
  codesTitle: 'Seus códigos de recuperação',
  codesOnce:
    'Imprima ou anote estes códigos e guarde-os onde ninguém mais os encontre. Eles só são mostrados agora.',
  codesUse:
    'Cada código substitui uma vez uma chave de acesso ou um aplicativo autenticador perdido.',
  codesStored: 'Guardei os códigos: continuar',
  codesEffect: 'Com códigos novos, todos os antigos deixam de valer.',
  codesMake: 'Gerar novos códigos',
  passkeyIntro:
    'Uma chave de acesso fica no seu dispositivo, no gerenciador de senhas ou em uma chave de segurança. Você a usa com a digital, o rosto ou um PIN.',
  passkeyNoScript:
    'Uma chave de acesso precisa de JavaScript, que está desativado neste navegador. Sem ele, você pode adicionar um aplicativo autenticador.',
  passkeyMake: 'Criar a chave de acesso',
} as const satisfies Translation<typeof en>;
