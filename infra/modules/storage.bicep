// The app's own storage: package, reports, dead letters and queues. Nobody gets in with a key.
@description('Region of the account.')
param location string

@description('Tags of every resource.')
param tags object

@description('Distinguishes this installation; part of every name.')
param token string

@description('Object ID of the identity that the app runs as.')
param principalId string

@description('Days after which run records are deleted.')
@minValue(1)
param reportRetentionDays int

@description('Days after which events that could not be delivered are deleted; they hold who did what.')
@minValue(1)
param deadLetterRetentionDays int

@description('Whether only private endpoints, and Azure services that this account trusts, reach the account.')
param isPrivate bool

@description('Whether who deploys may read what the app keeps, and take messages from its queues.')
param grantDeployer bool

@description('Object ID of who deploys.')
param deployerId string

@description('What that is.')
@allowed(['User', 'ServicePrincipal'])
param deployerType string

var abbreviations = loadJsonContent('../abbreviations.json')

// Built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage
// Storage Blob Data Owner: the Functions host keeps keys, leases and timers in blobs, the app reports, snapshots and marks.
var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
// Storage Queue Data Contributor: the app sends requests, the queue trigger takes them and moves what it gives up on to the poison queue.
var queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'

// Storage Blob Data Reader, Storage Queue Data Message Processor: for who deploys.
var deployerRoles = ['2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', '8a0f0c08-91a1-4084-bc3d-661d67233fed']

var containerNames = ['app-package', 'reports', 'eventgrid-deadletters']
var queueNames = ['import-requests', 'import-requests-poison']

resource account 'Microsoft.Storage/storageAccounts@2026-09-01' = {
  name: '${abbreviations.storageStorageAccounts}${take(token, 13)}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      // Event Grid writes dead letters as a trusted service.
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource containers 'containers' = [for name in containerNames: {
      name: name
      properties: { publicAccess: 'None' }
    }]
  }

  resource queueService 'queueServices' = {
    name: 'default'

    resource queues 'queues' = [for name in queueNames: {
      name: name
    }]
  }

  // Snapshots of withdrawn APIs (reports/snapshots) are kept: they are the way back.
  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'run-records'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['reports/runs/'] }
              actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: reportRetentionDays } } }
            }
          }
          {
            name: 'dead-letters'
            type: 'Lifecycle'
            enabled: true
            definition: {
              // Which sort of blob Event Grid writes is not said.
              filters: { blobTypes: ['blockBlob', 'appendBlob'], prefixMatch: ['eventgrid-deadletters/'] }
              actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: deadLetterRetentionDays } } }
            }
          }
        ]
      }
    }
    dependsOn: [blobs]
  }
}

resource ownsBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, blobDataOwner)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataOwner)
  }
}

resource usesQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, queueDataContributor)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', queueDataContributor)
  }
}

resource deployerReads 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in grantDeployer ? deployerRoles : []: {
  name: guid(account.id, deployerId, role)
  scope: account
  properties: {
    principalId: deployerId
    principalType: deployerType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

output accountId string = account.id
output accountName string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
output deadLetterContainer string = containerNames[2]
