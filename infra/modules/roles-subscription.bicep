// The importer's roles in one subscription that holds Foundry accounts, and their assignment where the whole subscription is in scope.
targetScope = 'subscription'

import { granterCondition, granterName, readerName } from 'grants.bicep'

@description('Distinguishes this installation; part of the roles\' names.')
param token string

@description('Object ID of the identity that the app runs as.')
param principalId string

@description('Whether the roles are assigned here, at the subscription.')
param assignHere bool

@description('Whether the app may read account keys: needed for APIs with Authentication "ApiKey" only.')
param readAccountKeys bool

@description('Whether the app may read which models retire when and how much quota is free: settings Lifecycle.Watch.')
param watchModels bool

@description('Ensure: the app grants the gateway its role on accounts. Check: it only looks, and the gateway gets the role here.')
@allowed(['Ensure', 'Check'])
param gatewayAccess string

@description('Object ID of the gateway\'s system-assigned identity; the only one that the app may grant anything to.')
param gatewayPrincipalId string

@description('Role definition IDs (GUIDs) that the app may grant to the gateway.')
param inferenceRoles string[]

@description('Role definition ID (GUID) that the gateway gets here with Check.')
param gatewayRole string

@description('Whether it gets it here.')
param assignGatewayRole bool

// docs/security.md tells which call needs which action; a test holds the two lists to the calls that are made.
var readActions = [
  'Microsoft.CognitiveServices/accounts/read'
  'Microsoft.CognitiveServices/accounts/deployments/read'
  'Microsoft.Authorization/roleAssignments/read'
  'Microsoft.Authorization/roleDefinitions/read'
]
var optionalKeyActions = readAccountKeys ? ['Microsoft.CognitiveServices/accounts/listKeys/action'] : []
// Lists of a location belong to the subscription, wherever the accounts lie.
var watchActions = [
  'Microsoft.CognitiveServices/locations/models/read'
  'Microsoft.CognitiveServices/locations/usages/read'
]
var grantActions = [
  'Microsoft.Authorization/roleAssignments/write'
]

var suffix = uniqueString(subscription().id, token)

resource reader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: readerName(subscription().id, token)
  properties: {
    roleName: 'Foundry importer reader (${suffix})'
    description: 'Sees Foundry accounts, their model deployments and who may use them.'
    type: 'CustomRole'
    assignableScopes: [subscription().id]
    permissions: [
      { actions: concat(readActions, optionalKeyActions) }
    ]
  }
}

resource granter 'Microsoft.Authorization/roleDefinitions@2022-04-01' = if (gatewayAccess == 'Ensure') {
  name: granterName(subscription().id, token)
  properties: {
    roleName: 'Foundry importer granter (${suffix})'
    description: 'Grants the API Management gateway its role on accounts; to be assigned with a condition.'
    type: 'CustomRole'
    assignableScopes: [subscription().id]
    permissions: [
      { actions: grantActions }
    ]
  }
}

resource watcher 'Microsoft.Authorization/roleDefinitions@2022-04-01' = if (watchModels) {
  name: guid(subscription().id, token, 'watcher')
  properties: {
    roleName: 'Foundry importer watcher (${suffix})'
    description: 'Sees which models retire when, and how much quota is in use.'
    type: 'CustomRole'
    assignableScopes: [subscription().id]
    permissions: [
      { actions: watchActions }
    ]
  }
}

resource watches 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (watchModels) {
  name: guid(subscription().id, principalId, watcher.id)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: watcher.id
  }
}

resource reads 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (assignHere) {
  name: guid(subscription().id, principalId, reader.id)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: reader.id
  }
}

resource grants 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (assignHere && gatewayAccess == 'Ensure') {
  name: guid(subscription().id, principalId, granter.id)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: granter.id
    condition: granterCondition(inferenceRoles, gatewayPrincipalId)
    conditionVersion: '2.0'
  }
}

resource gatewayCalls 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (assignHere && gatewayAccess == 'Check' && assignGatewayRole) {
  name: guid(subscription().id, gatewayPrincipalId, gatewayRole)
  properties: {
    principalId: gatewayPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', gatewayRole)
  }
}
