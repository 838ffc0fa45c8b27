export const NGINX = '/usr/sbin/nginx';

const KINDS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** The directives with which an nginx without a package's configuration keeps its temporary files in a test folder. */
export const nginxTemporaryFolders = (folder: string): string =>
  KINDS.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
