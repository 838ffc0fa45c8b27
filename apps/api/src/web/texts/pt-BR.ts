import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  homeIntro: 'Aqui são gerenciadas as contas de {app}.',
  homeDevelopers: 'Para desenvolvedores',
  homeDocs: 'Experimentar a API no Swagger UI',
  homeMailbox: 'Ler os e-mails',
  forgotTitle: 'Esqueceu sua senha?',
  forgotIntro:
    'Digite o endereço da sua conta: você receberá um e-mail com um link para escolher uma nova senha.',
  resendIntro:
    'Digite o endereço da sua conta: você receberá um e-mail com um novo link para confirmá-lo.',
  address: 'Endereço de e-mail',
  addressProblem: 'Digite um endereço de e-mail, por exemplo anna@example.org.',
  sendMail: 'Enviar o e-mail',
  mailOnItsWay:
    'Se houver uma conta com este endereço para a qual ele seja útil, um e-mail está a caminho.',
  mailNotThere: 'Nada depois de alguns minutos? Procure na caixa de spam ou tente mais tarde.',
  newPassword: 'Nova senha',
  newPasswordHint:
    'De 8 a 128 caracteres de qualquer tipo. Algumas palavras sem relação entre si formam uma boa senha.',
  repeatPassword: 'A mesma mais uma vez',
  passwordMissing: 'Digite uma nova senha.',
  passwordsDiffer: 'As duas senhas não são iguais.',
  verifyTitle: 'Confirme seu endereço de e-mail',
  verifyQuestion: '{address} é o seu endereço?',
  verifyButton: 'Confirmar meu endereço',
  verifyProof: 'Ele não foi cadastrado com este navegador. Mostre que o cadastro é seu:',
  verifyPassword: 'Sua senha',
  verifyPasswordHint: 'A que você escolheu ao se cadastrar.',
  verifyOtherwise: 'Não se cadastrou ou não tem essa senha?',
  verifyReplace:
    'Escolha uma nova. Ela substitui todas as senhas anteriores e encerra tudo o que outra pessoa tenha feito com este endereço.',
  verifySetButton: 'Definir e confirmar meu endereço',
  verifyDoneTitle: 'Endereço confirmado',
  verifyDone: 'Seu endereço de e-mail foi confirmado.',
  verifySignIn: 'Agora você pode entrar.',
  deadLink: 'Este link não funciona, ou não funciona mais.',
  deadVerified:
    'Se o endereço já foi confirmado, por este e-mail ou por outro, basta entrar, ou você pode {link}.',
  deadChosen: 'Se você acabou de escolher uma nova senha, entre com ela.',
  deadElse: 'Se não, você pode {link}.',
  deadAnswered: 'Se você já respondeu por ele, sua resposta foi recebida.',
  deadFear: 'Se você teme pela sua conta, pode {link}.',
  choosePassword: 'escolher uma nova senha',
  askForLink: 'pedir um novo link',
  resetTitle: 'Escolha uma nova senha',
  account: 'Conta',
  resetButton: 'Definir a nova senha',
  resetDoneTitle: 'Nova senha definida',
  resetDone: 'Sua nova senha foi definida.',
  resetSignedOut:
    'Todas as pessoas que estavam na conta foram desconectadas. Entre com a nova senha.',
  resetRemoved: 'Removido junto com ela:',
  keepTitle: 'O que mais é seu?',
  keepRule:
    'Por estes itens também é possível entrar na sua conta, ou ela confia neles. Marque o que é seu: tudo o que você não marcar será removido.',
  identity: 'Acesso com {name}',
  identityAs: 'Acesso com {name} como {email}',
  knownDevice: 'O dispositivo {name}',
  unknownDevice: 'Um dispositivo desconhecido',
  since: 'desde {at}',
  sinceFrom: 'desde {at}, a partir de {from}',
  denyTitle: 'Não fui eu',
  denyQuestion: 'Não foi você quem entrou?',
  denyEffect:
    'Todas as pessoas que estão na sua conta serão desconectadas, e a senha deixará de valer. Você receberá um e-mail com um link para escolher uma nova.',
  deniedTitle: 'Todos foram desconectados',
  deniedDone: 'Todos foram desconectados.',
  deniedMail:
    'Enviamos a você um link para escolher uma nova senha. Se você entra por um provedor, verifique nele quem mais pode acessar sua conta.',
  confirmTitle: 'Confirme seu acesso',
  confirmQuestion: 'Foi você quem quis entrar?',
  confirmButton: 'Sim, fui eu',
  confirmedTitle: 'Acesso confirmado',
  confirmedDone: 'O acesso foi confirmado.',
  confirmedNext: 'Entre novamente onde você foi interrompido.',
  mailSignInTitle: 'Entrar por e-mail',
  mailSignInElsewhere: 'Este link só permite entrar no navegador ou aplicativo que o pediu.',
  mailSignInThere:
    'Abra o link lá ou digite lá o código do e-mail. Você não pediu nenhum? Então outra pessoa pediu: exclua o e-mail e não dê o código a ninguém.',
  mailSignInAgain: 'Se você ainda quer entrar, peça um novo código onde você entra.',
  keepFactorsTitle: 'Manter seus segundos fatores',
  keepFactorsOrdered: 'Um responsável ordenou a remoção de todos os segundos fatores da sua conta.',
  keepFactorsEffect:
    'Se você não pediu isso, mantenha-os: aplicativos autenticadores, chaves de acesso e códigos de recuperação ficam como estão.',
  keepFactorsButton: 'Manter meus fatores',
  keptFactors: 'Seus segundos fatores foram mantidos.',
  keptFactorsNext:
    'Alguém pode ter se passado por você. Se a sua senha puder ser conhecida, você pode {link}.',
  changeTitle: 'Mude seu endereço de e-mail',
  changeQuestion:
    'Sua conta deve ter o endereço {address} de agora em diante? Você entrará com ele.',
  changePassword: 'A senha da sua conta',
  changePasswordHint:
    'Você não está conectado neste navegador; por isso perguntamos se a conta é sua. Se ela não tem senha, abra o link no navegador em que você está conectado.',
  changeProof:
    'Digite a senha da sua conta ou abra o link em um navegador em que você já entrou nela.',
  changeButton: 'Mudar o endereço',
  changeDoneTitle: 'Endereço alterado',
  changeDone: 'Sua conta tem o novo endereço.',
  changeDoneUndo:
    'O antigo recebeu um e-mail com o qual a mudança pode ser desfeita por três dias.',
  changeTaken: 'Outra conta tem este endereço.',
  changeTakenNext: 'Entre nessa conta ou fale com o seu administrador.',
  undoTitle: 'Recupere sua conta',
  undoQuestion: 'Não foi você quem mudou o endereço da sua conta?',
  undoEffect:
    'Ela terá de volta o endereço {address}. Todas as pessoas conectadas serão desconectadas, o que foi adicionado desde então será removido, e a senha deixará de valer. Você receberá um e-mail com um link para escolher uma nova.',
  undoDoneTitle: 'Sua conta é sua novamente',
  undoDone: 'Sua conta tem de volta o endereço antigo, e todos foram desconectados.',
  undoDoneMail: 'Enviamos a você um link para escolher uma nova senha.',
  deadUsed: 'Se você já o usou, ele já teve efeito.',
  signIn: 'Entrar',
  yourAccount: 'Sua conta',
} as const satisfies Translation<typeof en>;
