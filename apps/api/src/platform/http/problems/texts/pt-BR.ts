import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  headingNotFound: 'Não encontrado',
  headingTooMany: 'Solicitações demais',
  headingFailed: 'Algo deu errado',
  headingRefused: 'Isso não foi possível',
  toStart: 'Ir para a página inicial',
  signInAgain: 'Entrar novamente',
  fromApplication: 'Se você veio de um aplicativo, volte a ele e comece de novo por lá.',
  form: 'Falta algo ou algo não é válido. Volte, verifique e envie novamente.',
  malformed:
    'Seu navegador enviou algo que esta página não entende. Volte, recarregue a página e tente novamente.',
  notFound: 'Não há nada neste endereço.',
  captcha:
    'Seu navegador precisa fazer um cálculo antes de enviar este formulário. Volte, recarregue a página e envie novamente.',
  tooMany: 'Solicitações demais. Aguarde um momento e tente novamente.',
  internal: 'Algo deu errado do nosso lado. Tente novamente.',
  later: 'Isso não é possível no momento. Tente novamente em instantes.',
  crossSite: 'Este formulário foi enviado de outro site. Abra novamente o link do e-mail.',
  signIn: 'Você não está conectado, ou não está mais. Entre e tente novamente.',
  signInAnew: 'Confirme novamente que é você: entre outra vez.',
  denied: 'Você não tem permissão para fazer isso.',
  credentials: 'O endereço de e-mail ou a senha está incorreta.',
  notVerified:
    'Seu endereço de e-mail ainda não foi confirmado. Abra o link do e-mail que enviamos a você.',
  disabled: 'Esta conta está desativada. Fale com o seu administrador.',
  registrationOff: 'Não é possível criar novas contas aqui.',
  emailTaken: 'Já existe uma conta com este endereço de e-mail.',
  deadLink: 'Este link não funciona, ou não funciona mais.',
  wrongPassword: 'A senha atual está incorreta.',
  mailHeldBack:
    'O e-mail de que você precisaria para entrar de novo não pode ser enviado agora; por isso, nada foi alterado. Tente mais tarde.',
  proofRequired: 'Digite a senha que você escolheu ao se cadastrar ou escolha uma nova.',
  registrationPassword: 'Essa não é a senha de um cadastro com este endereço.',
  password: 'Esta senha não pode ser usada. Escolha outra.',
  tooShort: 'A senha deve ter pelo menos 8 caracteres.',
  tooLong: 'A senha pode ter no máximo 128 caracteres.',
  tooCommon: 'Esta senha está entre as primeiras que qualquer pessoa tentaria adivinhar.',
  containsEmail: 'A senha não pode conter o seu endereço de e-mail.',
  invalidCharacters: 'A senha contém caracteres que não podem ser usados.',
  confirmSignIn:
    'Este acesso é incomum. Confirme-o pelo link do e-mail que enviamos a você e entre novamente.',
  lastAdmin: 'Este é o último administrador e precisa permanecer.',
  providerUnknown: 'Não é possível entrar aqui com este provedor.',
  providerFailed: 'O acesso pelo provedor falhou. Comece de novo.',
  providerUnavailable:
    'Não é possível contatar o provedor no momento. Tente novamente em instantes.',
  providerRefused: 'O provedor não permitiu o acesso, ou ele foi cancelado lá.',
  providerEmail:
    'O provedor não nos informou um endereço de e-mail confirmado. Permita isso lá ou entre de outra forma.',
  navigation: 'Abra você mesmo este endereço na janela do seu navegador.',
  notBegun:
    'Este acesso não foi iniciado neste navegador, demorou demais ou já terminou. Comece de novo.',
  application: 'O aplicativo enviou uma solicitação incorreta. Avise os responsáveis por ele.',
  linkRequired:
    'Já existe uma conta com este endereço de e-mail. Entre nela como de costume e vincule o provedor lá.',
  otherAccount: 'Você entrou no provedor com outra conta. Comece de novo com a conta certa.',
  identityTaken: 'Este acesso do provedor já pertence a uma conta.',
  identityUnknown: 'Este provedor não está vinculado à sua conta, ou não está mais.',
  showAgain: 'Mostre mais uma vez que é você e tente novamente.',
  atLevel: 'Isto exige um acesso com um segundo fator. Entre com ele e tente novamente.',
  secondFactor:
    'Esta conta tem um segundo fator, que também precisa ser apresentado. Se esta página não o pedir, entre na conta com ele e comece de novo por lá.',
  factorRequired: 'Esta conta tem um segundo fator: aqui só ele serve.',
  wrongFactor:
    'Isso não está correto ou já foi usado. Tente o próximo código ou outro fator; depois de várias tentativas, comece de novo.',
  signInLost: 'Este acesso não pode continuar. Comece de novo neste dispositivo.',
  factorCode:
    'O código está incorreto. Digite o que o aplicativo mostra agora e verifique se o relógio do dispositivo está certo.',
  factorUnknown: 'Esse fator não existe, ou o tempo para configurá-lo acabou. Comece de novo.',
  factorMissing:
    'Os códigos de recuperação são para contas com um segundo fator. Adicione antes um aplicativo autenticador ou uma chave de acesso.',
  factorsFull: 'A conta tem o máximo de fatores deste tipo. Remova um antes.',
  factorUnreadable:
    'O aplicativo autenticador desta conta não pode ser verificado. Use outro fator ou avise os responsáveis.',
  passkeyRefused: 'A chave de acesso não foi aceita. Recarregue a página e tente novamente.',
  passkeyTaken: 'Esta chave de acesso já está cadastrada.',
  passwordNotSet: 'Esta conta não tem senha.',
  passwordAlreadySet: 'Esta conta já tem uma senha: altere-a em vez disso.',
  passwordNeeded:
    'Só uma conta com uma chave de acesso e um endereço de e-mail confirmado pode ficar sem senha.',
  lastSignInMethod: 'Esta é a última forma de entrar na conta. Adicione outra antes.',
  signInCode:
    'Este código ou link não funciona, ou não funciona mais. Peça um novo onde você entra.',
  mailSignInOff: 'Não é possível entrar aqui por e-mail.',
  otherClient:
    'Este link só permite entrar no navegador ou aplicativo que o pediu. Abra-o lá ou digite lá o código. Você não pediu nenhum? Então outra pessoa pediu: exclua o e-mail.',
  staleForm:
    'Este formulário é antigo demais, ou alguém entrou ou saiu nesse meio-tempo. Envie-o mais uma vez.',
  chooseAccount: 'Há várias contas conectadas neste navegador. Escolha uma delas.',
  actFirst: 'É preciso responder a algo antes. Volte ao aplicativo e comece de novo por lá.',
  lastOwner:
    'A conta é a única proprietária de uma organização. Transfira primeiro a propriedade ou exclua a organização.',
  invitationDead: 'O convite não é mais válido. Peça um novo.',
  invitationOther: 'O convite foi enviado a outro endereço. Use a conta desse endereço.',
  unitLimit:
    'O limite foi atingido. Encerre primeiro o que não for necessário, como uma participação.',
} as const satisfies Translation<typeof en>;
