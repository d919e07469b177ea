/** What Layerwise and another server may both answer for a Dockerfile. */
export type Feature =
  | 'completion'
  | 'hover'
  | 'signature'
  | 'symbols'
  | 'folding'
  | 'highlight'
  | 'definition'
  | 'rename'
  | 'links'
  | 'formatting'
  | 'semanticTokens';

const EDITING: Feature[] = [
  'completion',
  'hover',
  'signature',
  'symbols',
  'folding',
  'highlight',
  'definition',
  'rename',
  'links',
  'formatting',
  'semanticTokens',
];

/**
 * Extensions with a Dockerfile server, and what they answer in the editor.
 *
 * Diagnostics are never left out: each server finds other things.
 */
const PEERS: Record<string, Feature[]> = {
  'ms-azuretools.vscode-docker': EDITING,
  'ms-azuretools.vscode-containers': EDITING,
  'rcjsuen.dockerfile-language-server': EDITING,
  'wharflab.tally': ['formatting', 'semanticTokens'],
};

/** The features that the extensions for which `isActive` holds already answer. */
export function takenFeatures(isActive: (extension: string) => boolean): Set<Feature> {
  return new Set(Object.entries(PEERS).flatMap(([id, features]) => (isActive(id) ? features : [])));
}
