namespace Infra.Tests;

/// <summary>Faults of all kinds, put into a copy of infra/: each is caught, by the compiler or by what we look for.</summary>
public sealed class SeededFaultTests
{
    /// <summary>What it is, the file, what is replaced (an expression) by what, and words of the fault that is told.</summary>
    public static TheoryData<string, string, string, string, string> Faults =>
        new()
        {
            // types and names: the compiler
            { "an unknown property", "modules/storage.bicep", "allowBlobPublicAccess: false", "allowBlobPublicAcces: false", "BCP089" },
            { "a property of another kind", "modules/network.bicep", "registrationEnabled: false", "registrationEnabled: 'no'", "BCP036" },
            {
                "an API version that is not",
                "modules/identity.bicep",
                "userAssignedIdentities@2024-11-30",
                "userAssignedIdentities@2024-11-31",
                "BCP081"
            },
            {
                "a function with too few arguments",
                "modules/network.bicep",
                @"cidrSubnet\(addressPrefix, 26, 0\)",
                "cidrSubnet(addressPrefix, 26)",
                "BCP071"
            },
            { "a parameter of a module forgotten", "main.bicep", "    isPrivate: privateNetworking\n", "", "BCP035" },
            { "an output that is not", "main.bicep", @"storage\.outputs\.blobEndpoint", "storage.outputs.blobUri", "BCP053" },
            {
                "a value outside an open list",
                "modules/storage.bicep",
                "minimumTlsVersion: 'TLS1_2'",
                "minimumTlsVersion: 'TLS2'",
                "minimumTlsVersion is TLS2"
            },
            {
                "a read-only property written",
                "modules/identity.bicep",
                "  tags: tags\n}",
                "  tags: tags\n  properties: { clientId: 'x' }\n}",
                "BCP073"
            },
            { "a location written down", "modules/app.bicep", "location: location", "location: 'westeurope'", "no-hardcoded-location" },
            {
                "a parameter that nobody uses",
                "modules/identity.bicep",
                "^",
                "@description('x')\nparam unused string = ''\n",
                "no-unused-params"
            },
            // what templates mean: the shapes
            {
                "a looped module's index, lost",
                "main.bicep",
                @"scope: resourceGroup\(toLower\(split\(scope, '/'\)\[2\]\), split\(scope, '/'\)\[4\]\)",
                "scope: resourceGroup(subscriptionIds[number], split(scope, '/')[4])",
                ""
            },
            {
                "roles of the deployment's own subscription",
                "modules/roles-foundry.bicep",
                @"readerName\(subscription\(\)\.id, token\)",
                "readerName(resourceGroup().id, token)",
                "neither made here nor known"
            },
            {
                "a role of another subscription",
                "modules/roles-foundry.bicep",
                @"subscriptionResourceId\('Microsoft.Authorization/roleDefinitions', readerName",
                "subscriptionResourceId('00000000-0000-0000-0000-000000000009', 'Microsoft.Authorization/roleDefinitions', readerName",
                "names a role of another subscription"
            },
            {
                "the condition, lost on a subscription",
                "modules/roles-subscription.bicep",
                @"    condition: granterCondition\(.*\)\n    conditionVersion: '2.0'\n",
                "",
                "granterCondition"
            },
            {
                "the condition, lost on a group",
                "modules/roles-foundry.bicep",
                "(?<=groupGrants(.*\n){2}.*), condition: condition, conditionVersion: '2.0'",
                "",
                "no condition"
            },
            {
                "the condition, wider by a role",
                "main.bicep",
                @"inferenceRoles: \[inferenceRoles\.OpenAIUser, inferenceRoles\.CognitiveServicesUser\]",
                "inferenceRoles: [inferenceRoles.OpenAIUser]",
                "no condition"
            },
            {
                "the condition, for anybody",
                "modules/grants.bicep",
                @" AND @Request\[Microsoft.Authorization/roleAssignments:PrincipalId\] [^)]*",
                "",
                "no condition"
            },
            {
                "a role, wider by an action",
                "modules/roles-apim.bicep",
                "'Microsoft.ApiManagement/service/read'",
                "'Microsoft.ApiManagement/service/read'\n  'Microsoft.ApiManagement/service/delete'",
                "Microsoft.ApiManagement/service/delete"
            },
            {
                "a role, wide open",
                "modules/roles-subscription.bicep",
                "'Microsoft.CognitiveServices/accounts/read'",
                "'Microsoft.CognitiveServices/*'",
                "Microsoft.CognitiveServices/*"
            },
            {
                "a role, assignable in one group only",
                "modules/roles-subscription.bicep",
                @"assignableScopes: \[subscription\(\)\.id\]",
                "assignableScopes: ['${subscription().id}/resourceGroups/x']",
                "cannot be assigned on"
            },
            {
                "a role given to nobody",
                "modules/roles-apim-key.bicep",
                @"'Microsoft.Authorization/roleDefinitions', keyReader\.name",
                "'Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7${take(keyReader.name, 0)}'",
                "neither made here nor known"
            },
            {
                "the keys of every subscription",
                "modules/roles-apim-key.bicep",
                "  scope: subscribed\n",
                "  scope: service\n",
                "the keys of every subscription can be read"
            },
            {
                "shared keys of the storage",
                "modules/storage.bicep",
                "allowSharedKeyAccess: false",
                "allowSharedKeyAccess: true",
                "allowSharedKeyAccess is true"
            },
            {
                "keys of Application Insights",
                "modules/telemetry.bicep",
                "    DisableLocalAuth: true\n",
                "",
                "DisableLocalAuth is not said"
            },
            {
                "a storage key among the settings",
                "modules/app.bicep",
                "AzureWebJobsStorage__credential: 'managedidentity'",
                "AzureWebJobsStorage: listKeys(resourceId('Microsoft.Storage/storageAccounts', 'x'), '2026-09-01').keys[0].value",
                ""
            },
            {
                "a password for publishing",
                "modules/app.bicep",
                @"name: 'scm'\n    properties: \{ allow: false \}",
                "name: 'scm'\n    properties: { allow: true }",
                "allow is true"
            },
            {
                "storage that stays open",
                "modules/storage.bicep",
                "isPrivate \\? 'Disabled' : 'Enabled'",
                "'Enabled'",
                "publicNetworkAccess is Enabled"
            },
            {
                "the wrong runtime",
                "modules/app.bicep",
                "name: 'dotnet-isolated', version: '10.0'",
                "name: 'dotnet', version: '10.0'",
                "the app's runtime is dotnet 10.0"
            },
            { "the wrong version of it", "modules/app.bicep", "version: '10.0'", "version: '8.0'", "dotnet-isolated 8.0" },
            {
                "a setting that Flex Consumption refuses",
                "modules/app.bicep",
                "  DriftSchedule: driftSchedule",
                "  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'\n  DriftSchedule: driftSchedule",
                "FUNCTIONS_WORKER_RUNTIME"
            },
            { "a setting misspelt", "modules/app.bicep", "Importer__Drift__Mode", "Importer__Drift__Mood", "app setting:" },
            {
                "a schedule forgotten",
                "modules/app.bicep",
                "  DriftSchedule: driftSchedule\n",
                "  DriftPlan: driftSchedule\n",
                "DriftSchedule is missing"
            },
            {
                "instances for a function that is not",
                "modules/app.bicep",
                "function:ImportDeployments",
                "function:ImportDeployment",
                "ImportDeployment"
            },
            {
                "events to a function that takes none",
                "modules/event-subscription.bicep",
                "/functions/DeploymentChanged",
                "/functions/ImportDeployments",
                "takes no events"
            },
            {
                "an operation left out of the filter",
                "modules/event-subscription.bicep",
                "            'Microsoft.CognitiveServices/accounts/deployments/resume/action'\n",
                "",
                "resume/action"
            },
            {
                "a kind of event left out",
                "modules/event-subscription.bicep",
                "'Microsoft.Resources.ResourceDeleteSuccess'\n",
                "\n",
                "ResourceDeleteSuccess"
            },
            {
                "dead letters to nowhere",
                "modules/event-subscription.bicep",
                "(?s)(resource subscribed .*?)    deadLetterWithResourceIdentity: deadLetters\n",
                "$1",
                "puts away nothing"
            },
            {
                "the topic's right forgotten",
                "modules/event-dead-letters.bicep",
                "principalId: principalId",
                "principalId: '00000000-0000-0000-0000-000000000000'",
                "may not put dead letters away"
            },
            {
                "the topic of another subscription",
                "modules/event-topic.bicep",
                @"source string = subscription\(\)\.id",
                "source string = '/subscriptions/00000000-0000-0000-0000-000000000009'",
                "tells of another subscription"
            },
            {
                "a subscription forgotten",
                "main.bicep",
                @"map\(filter\(subscriptionIds, id => !contains",
                "map(filter(take(subscriptionIds, 1), id => !contains",
                "in scope are"
            },
            // breakers: a topic of their own
            {
                "a type of breaker events left out",
                "modules/breaker-subscription.bicep",
                "'Microsoft.ApiManagement.CircuitBreaker.Closed'\n",
                "\n",
                "does not pass Microsoft.ApiManagement.CircuitBreaker.Closed on"
            },
            {
                "every event of the service passed on",
                "modules/breaker-subscription.bicep",
                "'Microsoft.ApiManagement.CircuitBreaker.Closed'\n",
                "'Microsoft.ApiManagement.CircuitBreaker.Closed'\n        'Microsoft.ApiManagement.UserUpdated'\n",
                "UserUpdated on, which nobody asked for"
            },
            {
                "breaker events to another function",
                "modules/breaker-subscription.bicep",
                "/functions/BreakerChanged",
                "/functions/DeploymentChanged",
                "does not go to BreakerChanged"
            },
            {
                "breaker events of another service",
                "main.bicep",
                "    source: serviceId\n",
                "    source: '${serviceId}2'\n",
                "tells of another service"
            },
            {
                "the service's topic in no region",
                "main.bicep",
                @"location: gateway\.outputs\.location",
                "location: 'global'",
                "is not in the region of its service"
            },
            {
                "breakers watched by nobody's wish",
                "main.bicep",
                @"(module breakerTopic '[^']*' =) if \(watchBreakers\)",
                "$1 if (true)",
                "breakers are not watched"
            },
            {
                "breaker events before the function is there",
                "main.bicep",
                @"if \(watchBreakers && connectEvents\)",
                "if (watchBreakers)",
                "reach the app by 1 event subscriptions"
            },
            { "an alert on the first day", "modules/monitoring.bicep", @" and now\(\) > datetime\(\$\{quietUntil\}\)", "", "quietUntil" },
            // order and secrets: the compiled template
            { "roles that nobody waits for", "main.bicep", @"  dependsOn: \[roles\]\n", "", "rolesFoundry does not wait for roles" },
            {
                "topics that nobody waits for",
                "main.bicep",
                "(?s)(module eventSubscriptions .*?)  dependsOn: \\[sources\\]\n",
                "$1",
                "eventSubscriptions does not wait for sources"
            },
            {
                "a role that its assignment does not wait for",
                "modules/roles-apim.bicep",
                @"writer\.name\)",
                "guid(resourceGroup().id, token, 'writer'))",
                "roleAssignments does not wait for roleDefinitions"
            },
            { "settings in the history of deployments", "modules/app.bicep", "@secure\\(\\)\n", "", "is not secure" },
            {
                "a secret as an output",
                "main.bicep",
                "output IMPORTER_WARNINGS",
                "output SETTINGS string = moreSettingList\noutput IMPORTER_WARNINGS",
                "outputs-should-not-contain-secrets"
            },
        };

    [BicepTheory]
    [MemberData(nameof(Faults))]
    public async Task A_seeded_fault_is_caught(string what, string file, string pattern, string replacement, string words)
    {
        using var copy = new InfraCopy();
        copy.Replace(file, pattern, replacement);

        var told = await FirstFaultsAsync(copy);

        Assert.True(
            told.Any(fault => fault.Contains(words, StringComparison.Ordinal)),
            $"{what}: {(told.Count == 0 ? "nothing was told" : string.Join('\n', told))}"
        );
    }

    [Fact]
    public void There_are_many_of_them() => Assert.InRange(Faults.Count, 25, 100);

    // In the order of verify: the compiler, the compiled template, then what each shape of parameters makes of it.
    private static async Task<IReadOnlyList<string>> FirstFaultsAsync(InfraCopy copy)
    {
        var (diagnostics, template) = await BicepCli.CompileAsync(copy.Path("main.bicep"));
        if (template is null || diagnostics.Count > 0)
        {
            return diagnostics;
        }

        List<string> faults = [.. TemplateChecks.Order(template), .. TemplateChecks.Secrets(template)];
        foreach (var shape in ShapeTests.Names.TakeWhile(_ => faults.Count == 0))
        {
            var (snapshot, failure) = await BicepCli.PredictAsync(copy.Path($"shapes/{shape}"));
            faults.AddRange(snapshot is null ? [failure!] : DeploymentChecks.Of(new Prediction(snapshot)));
        }

        return faults;
    }
}
