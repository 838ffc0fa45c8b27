declare module 'passport-discord' {
  const passportDiscord: { readonly Strategy: new (...parameters: never[]) => object };
  export = passportDiscord;
}
