/** An environment in which all that can be asked for is there. */
export const fullEnvironment = {
  environmentName: 'test',
  location: 'eastus',
  alertEmail: 'operators@example.com',
  webhookHosts: 'example.com',
  webhookSecret: 'not-in-any-setting',
  authClientId: '11111111-1111-1111-1111-111111111111',
  principalId: '22222222-2222-2222-2222-222222222222',
};
