/** The app for jobs, with the settings that infra/ gives it. */
export const batchApp = {
  SCORING_ROLE: 'batch',
  languageWorkers__node__arguments: '--enable-source-maps --max-semi-space-size=4',
};
