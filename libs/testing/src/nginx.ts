export const NGINX = '/usr/sbin/nginx';

const KINDS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** The lines by which an nginx that no package has set up keeps its temporary files in a folder of a test. */
export const nginxTemporaryFolders = (folder: string): string =>
  KINDS.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
