// The importer's roles on one resource group, or on one account in it; where a whole subscription is in scope, roles-subscription assigns them.
@description('Account to which the roles are confined; empty for the whole resource group.')
param accountName string = ''

@description('Object ID of the identity that the app runs as.')
param principalId string

@description('Resource ID of the role that reads accounts and deployments.')
param readerRoleId string

@description('Resource ID of the role that grants the gateway its role; empty: the gateway gets it here.')
param granterRoleId string

@description('What confines the granter.')
param condition string

@description('Object ID of the gateway\'s system-assigned identity.')
param gatewayPrincipalId string

@description('Role definition ID (GUID) that the gateway gets when the app does not grant it.')
param gatewayRole string

@description('Whether it gets it here when the app does not grant it.')
param assignGatewayRole bool

var gatewayRoleId = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', gatewayRole)
var isGroup = empty(accountName)
var mayGrant = !empty(granterRoleId)

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = if (!isGroup) {
  name: isGroup ? 'none' : accountName
}

resource groupReads 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isGroup) {
  name: guid(resourceGroup().id, principalId, 'reader')
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: readerRoleId }
}

resource groupGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isGroup && mayGrant) {
  name: guid(resourceGroup().id, principalId, 'granter')
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: granterRoleId, condition: condition, conditionVersion: '2.0' }
}

resource groupGateway 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isGroup && !mayGrant && assignGatewayRole) {
  name: guid(resourceGroup().id, gatewayPrincipalId, gatewayRole)
  properties: { principalId: gatewayPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: gatewayRoleId }
}

resource accountReads 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!isGroup) {
  name: guid(account.id, principalId, 'reader')
  scope: account
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: readerRoleId }
}

resource accountGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!isGroup && mayGrant) {
  name: guid(account.id, principalId, 'granter')
  scope: account
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: granterRoleId, condition: condition, conditionVersion: '2.0' }
}

resource accountGateway 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!isGroup && !mayGrant && assignGatewayRole) {
  name: guid(account.id, gatewayPrincipalId, gatewayRole)
  scope: account
  properties: { principalId: gatewayPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: gatewayRoleId }
}
