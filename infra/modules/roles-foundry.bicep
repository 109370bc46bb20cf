// The importer's roles on one resource group, or on one account in it; where a whole subscription is in scope, roles-subscription assigns them.
import { granterCondition, granterName, readerName } from 'grants.bicep'

@description('Account to which the roles are confined; empty for the whole resource group.')
param accountName string = ''

@description('Object ID of the identity that the app runs as.')
param principalId string

@description('Distinguishes this installation; part of the roles\' names.')
param token string

@description('Ensure: the app grants the gateway its role. Check: the gateway gets it here.')
@allowed(['Ensure', 'Check'])
param gatewayAccess string

@description('Role definition IDs (GUIDs) that the app may grant to the gateway.')
param inferenceRoles string[]

@description('Object ID of the gateway\'s system-assigned identity.')
param gatewayPrincipalId string

@description('Role definition ID (GUID) that the gateway gets when the app does not grant it.')
param gatewayRole string

@description('Whether it gets it here when the app does not grant it.')
param assignGatewayRole bool

var gatewayRoleId = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', gatewayRole)
var isGroup = empty(accountName)
var mayGrant = gatewayAccess == 'Ensure'
var readerRoleId = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readerName(subscription().id, token))
var granterRoleId = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', granterName(subscription().id, token))
var condition = granterCondition(inferenceRoles, gatewayPrincipalId)

resource account 'Microsoft.CognitiveServices/accounts@2026-09-01' existing = if (!isGroup) {
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
