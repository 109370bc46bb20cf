// Private networking, if asked for: the app goes out through a subnet, its storage is reached through private endpoints.
// Subnets and DNS zones that are there already are used where they are given.
// https://learn.microsoft.com/azure/azure-functions/functions-networking-options
@description('Region of the network.')
param location string

@description('Tags of every resource.')
param tags object

@description('Distinguishes this installation; part of every name.')
param token string

@description('Resource ID of the app\'s storage account.')
param storageAccountId string

@description('Address space of a network that is made, of the size /24 at least.')
param addressPrefix string

@description('Subnet that the app goes out through, delegated to Microsoft.App/environments; empty: a network is made.')
param appSubnetId string

@description('Subnet of the private endpoints; goes with the other.')
param endpointSubnetId string

@description('Resource IDs of the private DNS zones for blob and queue; empty: they are made; the word none: there are none here.')
param privateDnsZoneIds string[]

var services = ['blob', 'queue']
var abbreviations = loadJsonContent('../abbreviations.json')

var isNew = empty(appSubnetId)
var bothOrNone = empty(appSubnetId) == empty(endpointSubnetId)
var appSubnet = bothOrNone ? (isNew ? '${network.id}/subnets/app' : appSubnetId) : fail('IMPORTER_APP_SUBNET_ID and IMPORTER_ENDPOINT_SUBNET_ID go together: give both subnets or neither')
var endpointSubnet = isNew ? '${network.id}/subnets/endpoints' : endpointSubnetId
var networkId = isNew ? network.id : join(take(split(appSubnetId, '/'), 9), '/')

var makesZones = empty(privateDnsZoneIds)
var usesZones = !(length(privateDnsZoneIds) == 1 && toLower(privateDnsZoneIds[0]) == 'none')
var zoneNames = map(services, service => 'privatelink.${service}.${environment().suffixes.storage}')
var givenZones = map(services, service => filter(privateDnsZoneIds, id => contains(toLower(id), '/privatednszones/privatelink.${service}.')))
var zoneIds = [for (name, number) in zoneNames: makesZones
  ? resourceId('Microsoft.Network/privateDnsZones', name)
  : (length(givenZones[number]) == 1 ? givenZones[number][0] : fail('IMPORTER_PRIVATE_DNS_ZONE_IDS must hold the resource ID of one zone privatelink.${services[number]}.…, or be the word none'))]

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' = if (isNew) {
  name: '${abbreviations.networkVirtualNetworks}${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          delegations: [
            { name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: cidrSubnet(addressPrefix, 26, 1) }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for name in makesZones ? zoneNames : []: {
  name: name
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (name, number) in makesZones ? zoneNames : []: {
  parent: zones[number]
  name: 'importer-${token}'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: networkId }
  }
}]

resource endpoints 'Microsoft.Network/privateEndpoints@2026-03-01' = [for service in services: {
  name: '${abbreviations.networkPrivateEndpoints}${service}-${token}'
  location: location
  tags: tags
  properties: {
    subnet: { id: endpointSubnet }
    privateLinkServiceConnections: [
      {
        name: service
        properties: {
          privateLinkServiceId: storageAccountId
          groupIds: [service]
        }
      }
    ]
  }
}]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-03-01' = [for (service, number) in usesZones ? services : []: {
  parent: endpoints[number]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      { name: service, properties: { privateDnsZoneId: zoneIds[number] } }
    ]
  }
  dependsOn: [zones, links]
}]

output subnetId string = appSubnet
