import type { Middleware } from 'vscode-languageclient/node';

/** The server's lenses only say an image's size; here they open the report, too. */
export const lenses: Middleware = {
  async provideCodeLenses(document, token, next) {
    const found = await next(document, token);
    for (const lens of found ?? []) {
      if (lens.command?.command === '') {
        lens.command.command = 'layerwise.showLayerSizes';
        lens.command.arguments = [document.uri];
      }
    }
    return found;
  },
};
