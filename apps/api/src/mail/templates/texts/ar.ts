import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  greeting: 'مرحبًا،',
  greetingName: 'مرحبًا {name}،',
  footer: 'أرسل {appName} هذه الرسالة تلقائيًا؛ والرد عليها لا يصل إلى أحد.',
  copyLink: 'إذا لم يعمل الزر، فانسخ هذا العنوان إلى متصفحك:',
  wasYou: 'هل كنت أنت؟ إذن لا داعي لفعل أي شيء.',
  chooseHere: 'ألم تكن أنت؟ إذن اختر كلمة مرور جديدة على الفور من هنا: {forgotLink}',
  chooseNow:
    'ألم تكن أنت؟ إذن يستطيع شخص آخر الدخول إلى حسابك: اختر كلمة مرور جديدة على الفور من هنا: {forgotLink}',
  linkOnce: 'يعمل الرابط مرة واحدة، حتى {expires}.',
  verifySubject: 'أكّد عنوان بريدك الإلكتروني لدى {appName}',
  verifyIntro:
    'أُنشئ حساب لدى {appName} بهذا العنوان. لتأكيد أنه عنوانك، افتح هذه الصفحة واضغط على الزر فيها:',
  verifyProviders:
    'يمكن تسجيل الدخول إليه عبر {providers}. لا تؤكّده إلا إذا كنت أنت: من يسجّل الدخول هناك يدخل إلى هذا الحساب.',
  verifyButton: 'تأكيد عنواني',
  verifyNotYou: 'لم تنشئ حسابًا؟ إذن لا تفعل شيئًا: يبقى العنوان غير مؤكَّد ما لم تؤكّده.',
  registeredSubject: 'لديك حساب لدى {appName} بالفعل',
  registeredIntro:
    'حاول شخص ما، ربما أنت، إنشاء حساب لدى {appName} بهذا العنوان. لديك حساب بالفعل، ولم يتغير فيه شيء.',
  registeredSignIn: 'لاستخدامه، سجّل الدخول كالمعتاد: {signInLink}',
  registeredReset: 'إذا لم تعد تعرف كلمة المرور، فاطلب كلمة مرور جديدة من هنا: {resetLink}',
  registeredNotYou: 'ألم تكن أنت؟ إذن لا داعي لفعل أي شيء: لن يعرف أحد منا أن لديك حسابًا.',
  resetSubject: 'اختر كلمة مرور جديدة لدى {appName}',
  resetIntro: 'طلب شخص ما كلمة مرور جديدة لحسابك لدى {appName}. إذا كنت أنت، فاختر واحدة من هنا:',
  resetButton: 'اختيار كلمة مرور جديدة',
  resetOnce: 'يعمل الرابط مرة واحدة، حتى {expires}. كلمة المرور الجديدة تنهي كل جلسات الحساب.',
  resetNotYou: 'ألم تكن أنت؟ إذن لا تفعل شيئًا: تبقى كلمة المرور كما هي. لا تعطِ الرابط لأحد.',
  changedSubject: 'تم تغيير كلمة المرور لدى {appName}',
  changedAt: 'تم تغيير كلمة مرور حسابك لدى {appName} في {at}.',
  changedRemoved: 'أُزيلت معها طرق الدخول التالية إلى الحساب: {removed}.',
  changedKept: 'وهذه روجعت وأُبقي عليها: {kept}.',
  changedFactors:
    'أُضيفت وسائل التحقق الثانية هذه مؤخرًا. وهي باقية، لأن كلمة المرور الجديدة لا تزيل أي وسيلة تحقق ثانية: {factors}.',
  changedFactorsNotYou:
    'هل إحداها ليست لك؟ إذن أخبرنا من هنا، حتى {until}. سيتم تسجيل خروج الجميع، وتُزال وسائل الأيام السبعة الأخيرة مع كل ما أُضيف بعدها، وتختار كلمة مرور جديدة مرة أخرى:',
  changedFactorsButton: 'ليست كلها لي',
  changedNotice: 'تغيير كلمة المرور',
  linkedSubject: 'أُضيفت طريقة أخرى لتسجيل الدخول إلى {appName}',
  linkedAt: 'منذ {at} يمكن تسجيل الدخول إلى حسابك لدى {appName} عبر {provider}.',
  linkedNotYou:
    'ألم تكن أنت؟ إذن اختر كلمة مرور جديدة على الفور من هنا: {resetLink} وأزل {provider} من حسابك.',
  linkedNotice: 'إضافة طريقة لتسجيل الدخول',
  unlinkedSubject: 'أُزيلت إحدى طرق تسجيل الدخول إلى {appName}',
  unlinkedAt: 'منذ {at} لم يعد من الممكن تسجيل الدخول إلى حسابك لدى {appName} عبر {provider}.',
  unlinkedNotice: 'إزالة طريقة لتسجيل الدخول',
  mergedSubject: 'أصبح حسابان لدى {appName} حسابًا واحدًا',
  mergedAt:
    'في {at} دُمج حسابان لدى {appName}: حساب {ended} في حساب {account}. لم يعد الأول موجودًا، وانتقلت أدواره والمزوّدون المرتبطون به.',
  mergedNotYou: 'ألم تكن أنت؟ إذن أبلغ القائمين على {appName} على الفور.',
  mergedUndo: {
    zero: 'لا يمكنهم التراجع عن ذلك بعد الآن؛ رقمه: {undoId}',
    one: 'يمكنهم التراجع عن ذلك خلال يوم واحد؛ أعطهم هذا الرقم: {undoId}',
    two: 'يمكنهم التراجع عن ذلك خلال يومين؛ أعطهم هذا الرقم: {undoId}',
    few: 'يمكنهم التراجع عن ذلك خلال {count} أيام؛ أعطهم هذا الرقم: {undoId}',
    many: 'يمكنهم التراجع عن ذلك خلال {count} يومًا؛ أعطهم هذا الرقم: {undoId}',
    other: 'يمكنهم التراجع عن ذلك خلال {count} يوم؛ أعطهم هذا الرقم: {undoId}',
  },
  mergedNotice: 'دمج حسابين',
  undoneSubject: 'عاد حسابك لدى {appName} مستقلًا',
  undoneAt:
    'في {at} تم التراجع عن دمج حسابك لدى {appName} مع حساب {other}. عاد كل منهما مستقلًا بكلمة مروره ومزوّديه المرتبطين وأدواره، وتم تسجيل خروج الجميع من كليهما.',
  undoneChoose: 'هل كان شخص آخر يعرف كلمة مرورك؟ إذن اختر كلمة مرور جديدة من هنا: {forgotLink}',
  undoneNotice: 'التراجع عن دمج',
  newDeviceSubject: 'سجّل جهاز جديد الدخول إلى {appName}',
  newDeviceAt:
    'تم تسجيل الدخول إلى حسابك لدى {appName} من جهاز لم يُستخدم من قبل: {device}، من {from}، في {at}.',
  newDeviceNotice: 'تسجيل دخول من جهاز جديد',
  suspiciousSubject: 'هل كنت أنت؟ تسجيل دخول غير معتاد إلى {appName}',
  suspiciousAt:
    'تم تسجيل الدخول إلى حسابك لدى {appName} بطريقة غير معتادة: {device}، من {from}، في {at}.',
  suspiciousNotYou:
    'ألم تكن أنت؟ إذن أخبرنا من هنا، حتى {until}. سيتم تسجيل خروج الجميع، وتختار كلمة مرور جديدة:',
  suspiciousButton: 'لم أكن أنا',
  suspiciousNotice: 'تسجيل دخول غير معتاد',
  confirmSubject: 'أكّد تسجيل دخولك إلى {appName}',
  confirmAt:
    'أراد شخص يعرف كلمة مرورك تسجيل الدخول إلى حسابك لدى {appName} بطريقة غير معتادة، وتم إيقافه: {device}، من {from}، في {at}.',
  confirmYou: 'هل كنت أنت؟ إذن أكّد ذلك من هنا، حتى {until}، ثم سجّل الدخول مرة أخرى:',
  confirmButton: 'نعم، هذا أنا',
  confirmNotice: 'تسجيل دخول غير معتاد تم إيقافه',
  removedSubject: 'أُزيل ما أنشأه غريب في حسابك لدى {appName}',
  removedAt:
    'في {at} أُلغي تسجيل دخول إلى حسابك لدى {appName} عبر رابط رسالتنا. وأُزيل معه ما أنشأه: {removed}.',
  removedAgain:
    'هل كان شيء منه يخصك؟ إذن أضفه من جديد بعد اختيار كلمة مرور جديدة من هنا: {forgotLink}',
  removedNotice: 'إلغاء تسجيل دخول',
  deniedSubject: 'تصرّف غريب باسم أحد مستخدمي {appName}',
  deniedAt:
    'في {at} أفاد صاحب الحساب {account} بأن تسجيل دخول إليه لم يكن منه. وفي أثنائه نُفّذت إجراءات على غيره: {acts}.',
  deniedRest:
    'أُزيلت طرق الدخول إلى الحساب ورموز التطبيقات التي أنشأها. وتُرك الباقي كما هو، فقد يعتمد عليه آخرون: راجع سجل تدقيق ذلك الحساب، وتراجع عما لا ينبغي أن يكون.',
  deniedNotice: 'نفّذ تسجيل دخول مرفوض إجراءات على غيره',
  codeSubject: 'رمزك لتسجيل الدخول إلى {appName}',
  codeIntro:
    'طلب شخص ما تسجيل الدخول إلى حسابك لدى {appName}. إذا كنت أنت، فأدخل هذا الرمز حيث طلبته:',
  codeLink: 'أو افتح هذا الرابط في المتصفح نفسه:',
  codeButton: 'تسجيل الدخول',
  codeOnce: 'يعمل كل منهما مرة واحدة، حتى {expires}، وحيث طُلبا فقط.',
  codeNotYou: 'ألم تكن أنت؟ إذن لا تفعل شيئًا. لا تعطِ الرمز لأحد: فنحن لا نطلبه أبدًا.',
  factorTotpAny: 'تطبيق مصادقة',
  factorPasskey: 'مفتاح مرور ({name})',
  factorPasskeyAny: 'مفتاح مرور',
  factorRecoveryCodes: 'رموز الاسترداد',
  factorAddedSubject: 'أُضيفت وسيلة تحقق ثانية إلى حسابك لدى {appName}',
  factorAddedAt: 'في {at} أُضيف إلى حسابك لدى {appName} ما يلي: {factor}.',
  factorAddedNotYou:
    'ألم تكن أنت؟ إذن أخبرنا من هنا، حتى {until}. سيتم تسجيل خروج الجميع، وتُزال هذه الوسيلة وكل ما أُضيف بعدها، وتختار كلمة مرور جديدة:',
  factorAddedNotice: 'إضافة وسيلة تحقق ثانية',
  factorRemovedSubject: 'أُزيلت وسيلة تحقق ثانية من حسابك لدى {appName}',
  factorRemovedAt: 'في {at} أُزيل من حسابك لدى {appName} ما يلي: {factor}.',
  factorRemovedLast: 'كانت هذه آخر وسيلة: لم يعد الحساب يتطلب وسيلة تحقق ثانية.',
  factorRemovedNotice: 'إزالة وسيلة تحقق ثانية',
  recoveryCodeSubject: 'استُخدم أحد رموز الاسترداد لحسابك لدى {appName}',
  recoveryCodeAt: {
    zero: 'في {at} استُخدم أحد رموز الاسترداد لحسابك لدى {appName}. لم يتبقَّ أي رمز.',
    one: 'في {at} استُخدم أحد رموز الاسترداد لحسابك لدى {appName}. تبقّى رمز واحد.',
    two: 'في {at} استُخدم أحد رموز الاسترداد لحسابك لدى {appName}. تبقّى رمزان.',
    few: 'في {at} استُخدم أحد رموز الاسترداد لحسابك لدى {appName}. تبقّت {count} رموز.',
    many: 'في {at} استُخدم أحد رموز الاسترداد لحسابك لدى {appName}. تبقّى {count} رمزًا.',
    other: 'في {at} استُخدم أحد رموز الاسترداد لحسابك لدى {appName}. تبقّى {count} رمز.',
  },
  recoveryCodeFew: 'هذا قليل: أنشئ رموزًا جديدة في حسابك، واحفظها حيث تجدها دون أجهزتك.',
  recoveryCodeYou: 'هل كنت أنت؟ إذن لا داعي لفعل أي شيء آخر.',
  recoveryCodeNotYou:
    'ألم تكن أنت؟ إذن لدى شخص ما رموزك: اختر كلمة مرور جديدة على الفور من هنا: {forgotLink} وأنشئ رموزًا جديدة.',
  recoveryCodeNotice: 'استخدام أحد رموز الاسترداد',
  resetOrderedSubject: 'ستُزال وسائل التحقق الثانية من حسابك لدى {appName}',
  resetOrderedAt:
    'في {at} أمر أحد القائمين على {appName} بإزالة كل وسائل التحقق الثانية من حسابك: تطبيقات المصادقة ومفاتيح المرور ورموز الاسترداد. سيحدث ذلك في {due}؛ وعندها يتم تسجيل خروج الجميع، وتكفي كلمة المرور وحدها للدخول.',
  resetOrderedYou: 'هل طلبت ذلك؟ إذن لا داعي لفعل أي شيء.',
  resetOrderedNotYou: 'ألم تطلبه؟ إذن اعترض قبل ذلك الموعد، وستبقى وسائل التحقق كما هي:',
  resetOrderedButton: 'الإبقاء على وسائل التحقق',
  factorsResetSubject: 'أُزيلت وسائل التحقق الثانية من حسابك لدى {appName}',
  factorsResetAt:
    'في {at} أُزيلت كل وسائل التحقق الثانية من حسابك لدى {appName} بأمر من أحد القائمين عليه، وتم تسجيل خروج الجميع. تكفي الآن كلمة المرور وحدها: سجّل الدخول وأضف وسيلة تحقق ثانية من جديد.',
  factorsResetSome:
    'في {at} أُزيلت وسائل التحقق الثانية التي كانت لحسابك لدى {appName} حين أمر بذلك أحد القائمين عليه، وتم تسجيل خروج الجميع. أما ما أُضيف بعد ذلك فباقٍ: ويلزم أحدها لتسجيل الدخول.',
  factorsResetNotYou:
    'ألم تطلب ذلك؟ إذن اختر كلمة مرور جديدة على الفور من هنا: {forgotLink} وأبلغ القائمين على الخدمة.',
  factorsResetNotice: 'إزالة كل وسائل التحقق الثانية',
  passkeyCopiedSubject: 'رُفض مفتاح مرور لدى {appName}',
  passkeyCopiedAt:
    'في {at} رُفض {passkey} لحسابك لدى {appName}: فهو يعدّ مرات استخدامه، وقد تراجع العدد. ربما لدى شخص ما نسخة منه.',
  passkeyCopiedRemove:
    'أزل مفتاح المرور هذا من حسابك وأضف مفتاحًا جديدًا. إذا لم تعد قادرًا على تسجيل الدخول، فاختر كلمة مرور جديدة من هنا: {forgotLink}',
  passkeyCopiedNotice: 'رفض مفتاح مرور ربما نُسخ',
  passwordRemovedSubject: 'أُزيلت كلمة مرورك لدى {appName}',
  passwordRemovedAt:
    'منذ {at} لم تعد لحسابك لدى {appName} كلمة مرور: يتم تسجيل الدخول إليه عبر مفتاح مرور.',
  passwordRemovedNotice: 'إزالة كلمة المرور',
  emailConfirmSubject: 'أكّد عنوانك الجديد لدى {appName}',
  emailConfirmIntro:
    'يريد شخص ما استخدام هذا العنوان لحساب لدى {appName}. إذا كنت أنت، فأكّده من هنا، في المتصفح الذي سجّلت الدخول فيه:',
  emailConfirmButton: 'تأكيد العنوان الجديد',
  emailConfirmNotYou: 'ألم تكن أنت؟ إذن لا تفعل شيئًا ولا تؤكّده: فالحساب يخص شخصًا آخر.',
  emailAskedSubject: 'طُلب عنوان جديد لحسابك لدى {appName}',
  emailAskedAt:
    'في {at} طلب شخص سجّل الدخول إلى حسابك لدى {appName} تغيير عنوان بريده الإلكتروني. لم يتغير شيء بعد: يتغير العنوان عند تأكيد العنوان الجديد. وعندها ستصلك رسالة أخرى يمكنك بها التراجع عن التغيير.',
  emailAskedNotYou:
    'ألم تكن أنت؟ إذن يستطيع شخص آخر الدخول إلى حسابك: اختر كلمة مرور جديدة على الفور، وهذا ينهي التغيير أيضًا، من هنا: {forgotLink}',
  emailAskedNotice: 'طلب عنوان جديد',
  emailChangedSubject: 'أصبح لحسابك لدى {appName} عنوان آخر',
  emailChangedAt:
    'تم تغيير عنوان البريد الإلكتروني لحسابك لدى {appName} في {at}. لم يعد هذا العنوان تابعًا له.',
  emailChangedNotYou: 'ألم تكن أنت؟ إذن استعد حسابك، حتى {expires}:',
  emailChangedEffect:
    'سيتم عندها تسجيل خروج الجميع، ويُزال ما أُضيف منذ ذلك الحين، وتختار كلمة مرور جديدة.',
  emailWantedSubject: 'أُدخل عنوانك لحساب آخر لدى {appName}',
  emailWantedIntro:
    'أراد شخص ما استخدام هذا العنوان لحساب آخر لدى {appName}. العنوان تابع لحسابك، ولذلك لم يتغير شيء، ولم يُخبَر ذلك الشخص بالأمر.',
  emailWantedYou:
    'هل كنت أنت؟ إذن سجّل الدخول بهذا العنوان. إذا نسيت كلمة مروره، فاختر كلمة مرور جديدة من هنا: {resetLink}',
  emailWantedNotYou: 'ألم تكن أنت؟ إذن لا داعي لفعل أي شيء.',
  summarySubject: 'حدث الكثير في حسابك لدى {appName}',
  summaryWhat:
    'حدث في حسابك لدى {appName} أكثر مما نرسل عنه رسالة لكل حدث. وما ليست لديك عنه رسالة أخرى: {what}.',
  summaryOnce: '{event} (مرة واحدة، في {at})',
  summaryTimes: {
    zero: '{event} ({count} مرة، من {first} إلى {last})',
    one: '{event} (مرة واحدة، من {first} إلى {last})',
    two: '{event} (مرتان، من {first} إلى {last})',
    few: '{event} ({count} مرات، من {first} إلى {last})',
    many: '{event} ({count} مرة، من {first} إلى {last})',
    other: '{event} ({count} مرة، من {first} إلى {last})',
  },
  unknownDevice: 'جهاز غير معروف',
  credentialIdentity: 'تسجيل الدخول عبر {name}',
  credentialDevice: 'الجهاز {name}',
  credentialToken: 'رمز تطبيق لخدمة {name}',
  credentialSince: '{what} (منذ {at})',
  credentialSinceFrom: '{what} (منذ {at}، من {from})',
  invitationSubject: 'أنت مدعو إلى منظمة في {appName}',
  invitationIntro: 'شخص يدير منظمة في {appName} دعا هذا العنوان إلى الانضمام إليها.',
  invitationOrganization: 'المنظمة: {organization}',
  invitationUnit: 'الوحدة: {unit}',
  invitationInviter: 'الداعي: {inviter}',
  invitationHow: 'للقبول أو الرفض، افتح هذه الصفحة وسجّل الدخول بهذا العنوان، أو أنشئ حسابًا به:',
  invitationButton: 'عرض الدعوة',
  invitationNotYou: 'لا تعرف هذه المنظمة؟ إذن لا تفعل شيئًا: لن يحدث شيء دون ردك.',
} as const satisfies Translation<typeof en>;
