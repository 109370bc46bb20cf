using Importer.Configuration;

namespace Infra.Tests;

/// <summary>
/// What must be true of a deployment, whatever its parameters: each fault is a sentence. What the compiler sees is not looked for again.
/// </summary>
internal static class DeploymentChecks
{
    // What the Functions host and the platform read. On Flex Consumption others must not be there, FUNCTIONS_WORKER_RUNTIME among them:
    // https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations
    private static readonly HashSet<string> HostSettings =
    [
        "AZURE_CLIENT_ID",
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "AzureWebJobsStorage__queueServiceUri",
    ];

    // Storage Blob Data Owner and Storage Queue Data Contributor for the host and the app, Monitoring Metrics Publisher, what puts dead
    // letters
    // away, and what who deploys may read: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private static readonly HashSet<string> BuiltInRoles =
    [
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        "3913510d-42f4-4e42-8a64-420c390055eb",
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        "8a0f0c08-91a1-4084-bc3d-661d67233fed",
    ];

    private static readonly string[] KeyFunctions = ["listKeys(", "listAccountSas(", "listSecrets(", "listCredentials("];

    /// <summary>All faults of what would be made.</summary>
    public static IEnumerable<string> Of(Prediction made) =>
        [
            .. made.Diagnostics.Select(line => $"not predicted: {line}"),
            .. Roles(made),
            .. Granters(made),
            .. KeyReaders(made),
            .. Keys(made),
            .. App(made),
            .. Settings(made),
            .. Events(made),
            .. BreakerChecks.Of(made),
            .. Alerts(made),
        ];

    private static IEnumerable<string> Roles(Prediction made)
    {
        var documented = SecurityPage.Actions();
        foreach (var role in made.Roles.Values)
        {
            foreach (var action in Actions(role).Where(action => !documented.Contains(action)))
            {
                yield return $"role '{role["roleName"]}' holds {action}, which docs/security.md does not name";
            }
        }

        foreach (var assignment in made.Assignments)
        {
            var definition = assignment.RoleDefinition;
            if (PredictedResource.SubscriptionOf(definition) != assignment.Subscription)
            {
                yield return $"the assignment on {assignment} names a role of another subscription: {definition}";
            }

            var name = definition.Split('/')[^1];
            if (made.Roles.TryGetValue(name, out var custom))
            {
                var scopes = custom["assignableScopes"]!.AsArray().Select(scope => (string)scope!);
                if (!scopes.Any(scope => assignment.Scope.StartsWith(scope, StringComparison.OrdinalIgnoreCase)))
                {
                    yield return $"role '{custom["roleName"]}' cannot be assigned on {assignment}";
                }
            }
            else if (
                !BuiltInRoles.Contains(name) && !(name is Importer.Design.Roles.OpenAIUser or Importer.Design.Roles.CognitiveServicesUser)
            )
            {
                yield return $"the assignment on {assignment} names a role that is neither made here nor known: {name}";
            }
        }

        foreach (
            var idle in made.Roles.Where(role =>
                !made.Assignments.Any(assignment => assignment.RoleDefinition.EndsWith(role.Key, StringComparison.OrdinalIgnoreCase))
            )
        )
        {
            yield return $"role '{idle.Value["roleName"]}' is made and given to nobody";
        }
    }

    private static IEnumerable<string> Granters(Prediction made) =>
        from assignment in made.Assignments
        where Holds(made, assignment, "Microsoft.Authorization/roleAssignments/write")
        let condition = (string?)assignment["condition"] ?? ""
        where
            (string?)assignment["conditionVersion"] != "2.0"
            || !condition.Contains("RoleDefinitionId] ForAnyOfAnyValues:GuidEquals", StringComparison.Ordinal)
            || !condition.Contains("PrincipalId] ForAnyOfAnyValues:GuidEquals", StringComparison.Ordinal)
            || !condition.Contains(Importer.Design.Roles.OpenAIUser, StringComparison.Ordinal)
            || !condition.Contains(Importer.Design.Roles.CognitiveServicesUser, StringComparison.Ordinal)
            || condition.Contains(" OR @", StringComparison.Ordinal)
        select $"the granter on {assignment} has no condition that confines it to two roles and the gateway";

    private static IEnumerable<string> KeyReaders(Prediction made)
    {
        var readers = made
            .Assignments.Where(assignment => Holds(made, assignment, "Microsoft.ApiManagement/service/subscriptions/listSecrets/action"))
            .ToList();
        foreach (
            var wide in readers.Where(reader =>
                !reader.Scope.Contains("/Microsoft.ApiManagement/service/contoso-apim/subscriptions/", StringComparison.Ordinal)
            )
        )
        {
            yield return $"the keys of every subscription can be read: {wide}";
        }

        var settings = made.Settings();
        var used = settings.GetValueOrDefault("Importer__Health__Subscription");
        var calls = settings.GetValueOrDefault("Importer__Health__TokensPerDay") != "0";
        if (
            calls != (used is not null)
            || readers.Count != (calls ? 1 : 0)
            || readers.Any(reader => !reader.Scope.EndsWith($"/{used}", StringComparison.Ordinal))
        )
        {
            yield return $"test calls are {(calls ? "on" : "off")} with subscription '{used}', and these keys can be read: {string.Join(", ", readers)}";
        }

        if (used == "master")
        {
            yield return "test calls use the all-access subscription";
        }
    }

    private static IEnumerable<string> Keys(Prediction made)
    {
        var wanted = new (string Type, string Property, string Value)[]
        {
            ("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", "false"),
            ("Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", "false"),
            ("Microsoft.Storage/storageAccounts", "minimumTlsVersion", "TLS1_2"),
            ("Microsoft.Storage/storageAccounts", "supportsHttpsTrafficOnly", "true"),
            (
                "Microsoft.Storage/storageAccounts",
                "publicNetworkAccess",
                made.OfType("Microsoft.Network/privateEndpoints").Any() ? "Disabled" : "Enabled"
            ),
            ("Microsoft.Insights/components", "DisableLocalAuth", "true"),
            ("Microsoft.Web/sites", "httpsOnly", "true"),
            ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "allow", "false"),
        };
        foreach (var (type, property, value) in wanted)
        {
            foreach (var resource in made.OfType(type).Where(resource => resource[property]?.ToString() != value))
            {
                yield return $"{resource}: {property} is {resource[property]?.ToString() ?? "not said"}, not {value}";
            }
        }

        foreach (var function in KeyFunctions.Where(function => made.Text.Contains(function, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"a key is read in the template: {function}…)";
        }
    }

    private static IEnumerable<string> App(Prediction made)
    {
        var site = made.OfType("Microsoft.Web/sites").Single();
        var config = site["functionAppConfig"]!;
        var runtime = $"{config["runtime"]?["name"]} {config["runtime"]?["version"]}";
        if (runtime != "dotnet-isolated 10.0")
        {
            yield return $"the app's runtime is {runtime}, not dotnet-isolated 10.0";
        }

        if ((string?)config["deployment"]?["storage"]?["authentication"]?["type"] != "UserAssignedIdentity")
        {
            yield return "the package is not read by the app's identity";
        }

        var ready = config["scaleAndConcurrency"]?["alwaysReady"]?.AsArray().Select(one => ((string)one!["name"]!).Split(':')[1]) ?? [];
        foreach (var unknown in ready.Except(FunctionList.Triggers().Keys))
        {
            yield return $"instances are kept ready for a function that is not there: {unknown}";
        }

        if ((string?)site.Json["tags"]?["azd-service-name"] != "importer")
        {
            yield return "azd cannot find the app by its tag";
        }
    }

    private static IEnumerable<string> Settings(Prediction made)
    {
        var settings = made.Settings();
        var schedules = FunctionList.Schedules();
        foreach (
            var name in settings.Keys.Where(name =>
                !name.StartsWith("Importer__", StringComparison.Ordinal)
                && !HostSettings.Contains(name)
                && !schedules.Contains(name)
                && name != "ReportSignIn"
            )
        )
        {
            yield return $"app setting {name} is one that neither host nor app knows";
        }

        foreach (var name in HostSettings.Concat(schedules).Where(name => !settings.ContainsKey(name)))
        {
            yield return $"app setting {name} is missing";
        }

        // What is known at deployment only, by example.
        var read = settings
            .Where(setting => setting.Key.StartsWith("Importer__", StringComparison.Ordinal))
            .ToDictionary(setting => setting.Key, setting => setting.Value ?? "https://account.blob.core.windows.net/reports");
        foreach (var fault in SettingsFile.Load(Path.GetTempPath(), read!).Check().Faults)
        {
            yield return $"app setting: {fault}";
        }
    }

    private static IEnumerable<string> Events(Prediction made)
    {
        var scopes = made.Settings()
            .Where(setting => setting.Key.StartsWith("Importer__Discovery__Scopes__", StringComparison.Ordinal))
            .Select(setting => PredictedResource.SubscriptionOf(setting.Value!))
            .Distinct();
        var topics = made.Output("IMPORTER_TOPIC_IDS").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var without = made.Output("IMPORTER_SUBSCRIPTIONS_WITHOUT_EVENTS").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (!topics.Select(PredictedResource.SubscriptionOf).Concat(without).Order().SequenceEqual(scopes.Order()))
        {
            yield return $"in scope are {string.Join(", ", scopes)}; topics are {string.Join(", ", topics)}; done without: {string.Join(", ", without)}";
        }

        if (without.Length > 0 && !without.All(made.Output("IMPORTER_WARNINGS").Contains))
        {
            yield return "nobody is told of subscriptions without events";
        }

        foreach (
            var topic in made.OfType("Microsoft.EventGrid/systemTopics")
                .Where(topic =>
                    (string?)topic["topicType"] != BreakerChecks.TopicType
                    && (string?)topic["source"] != $"/subscriptions/{topic.Subscription}"
                )
        )
        {
            yield return $"{topic} tells of another subscription: {topic["source"]}";
        }

        foreach (var topic in topics)
        {
            var identity = $"'{topic}',";
            var puts = made.Assignments.Any(assignment =>
                assignment.Scope.EndsWith("/containers/eventgrid-deadletters", StringComparison.Ordinal)
                && ((string)assignment["principalId"]!).Contains(identity, StringComparison.Ordinal)
            );
            if (!puts)
            {
                yield return $"{topic} may not put dead letters away";
            }
        }

        foreach (var fault in Subscriptions(made, topics))
        {
            yield return fault;
        }
    }

    // Operations that one event subscription names and whose type of event it leaves out: its filters are joined by "and".
    private static IEnumerable<string> DeafTo(PredictedResource subscription)
    {
        var types = subscription["filter"]!["includedEventTypes"]!
            .AsArray()
            .Select(value => (string)value!)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return subscription["filter"]!["advancedFilters"]!
            .AsArray()
            .Where(filter => (string?)filter!["key"] == "data.operationName")
            .SelectMany(filter => filter!["values"]!.AsArray())
            .Select(value =>
                ((string)value!).Split('/')[^1] switch
                {
                    "delete" => "ResourceDeleteSuccess",
                    "action" => "ResourceActionSuccess",
                    _ => "ResourceWriteSuccess",
                }
            )
            .Distinct()
            .Select(type => $"Microsoft.Resources.{type}")
            .Where(type => !types.Contains(type));
    }

    private static IEnumerable<string> Subscriptions(Prediction made, IReadOnlyList<string> topics)
    {
        var all = made.OfType("Microsoft.EventGrid/systemTopics/eventSubscriptions").ToList();
        foreach (var topic in all.Count == 0 ? [] : topics)
        {
            var here = all.Where(one => one.Scope.StartsWith($"{topic}/", StringComparison.OrdinalIgnoreCase)).ToList();
            var operations = here.SelectMany(one => one["filter"]!["advancedFilters"]!.AsArray())
                .Where(filter => (string?)filter!["key"] == "data.operationName")
                .SelectMany(filter => filter!["values"]!.AsArray())
                .Select(value => (string)value!)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            var types = here.SelectMany(one => one["filter"]!["includedEventTypes"]!.AsArray())
                .Select(value => (string)value!)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var deaf in here.SelectMany(DeafTo))
            {
                yield return $"{topic} does not pass {deaf} on";
            }

            var unheard = FunctionList
                .Operations()
                .Concat(ExpectedOperations.All)
                .Except(operations, StringComparer.OrdinalIgnoreCase)
                .Concat(FunctionList.EventTypes().Except(types, StringComparer.OrdinalIgnoreCase));
            foreach (var missing in unheard)
            {
                yield return $"{topic} does not pass {missing} on";
            }

            foreach (var tooMany in operations.Except(ExpectedOperations.All, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"{topic} passes {tooMany} on, which nobody asked for";
            }
        }

        foreach (var one in all)
        {
            var target = ((string)one["destination"]!["properties"]!["resourceId"]!).Split("/functions/")[^1];
            if (FunctionList.Triggers().GetValueOrDefault(target) != "eventGridTrigger")
            {
                yield return $"{one} goes to {target}, which takes no events";
            }

            if (
                (string?)one["deadLetterWithResourceIdentity"]?["deadLetterDestination"]?["properties"]?["blobContainerName"]
                != "eventgrid-deadletters"
            )
            {
                yield return $"{one} puts away nothing that it cannot deliver";
            }

            if (one["filter"]!["advancedFilters"]?.AsArray().Sum(filter => filter!["values"]!.AsArray().Count) > 25)
            {
                yield return $"{one} has more filter values than Event Grid takes";
            }
        }
    }

    private static IEnumerable<string> Alerts(Prediction made)
    {
        var sweep = made.OfType("Microsoft.Insights/scheduledQueryRules")
            .Single(rule => rule.Name.Contains("no-sweep", StringComparison.Ordinal));
        var query = (string)sweep["criteria"]!["allOf"]![0]!["query"]!;
        // The shapes are provisioned at 03:04:05 with a window of three or of six hours.
        var quiet = (string?)sweep["windowSize"] == "PT6H" ? "2026-01-02T09:04:05Z" : "2026-01-02T06:04:05Z";
        if (
            !query.Contains($"now() > datetime({quiet})", StringComparison.Ordinal)
            || !query.Contains("sweeps == 0", StringComparison.Ordinal)
        )
        {
            yield return $"a missing sweep is told before there can have been one: {query}";
        }
    }

    private static bool Holds(Prediction made, PredictedResource assignment, string action) =>
        made.Roles.TryGetValue(assignment.RoleDefinition.Split('/')[^1], out var role) && Actions(role).Contains(action);

    private static IEnumerable<string> Actions(PredictedResource role) =>
        role["permissions"]!.AsArray().SelectMany(permission => permission!["actions"]!.AsArray()).Select(action => (string)action!);
}

/// <summary>What an account, its deployments and their tags can go through without a deployment being written or deleted.</summary>
internal static class ExpectedOperations
{
    /// <summary>Resource Manager's names of what may change who is imported, or how.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "Microsoft.CognitiveServices/accounts/delete",
        "Microsoft.CognitiveServices/accounts/deployments/delete",
        "Microsoft.CognitiveServices/accounts/deployments/pause/action",
        "Microsoft.CognitiveServices/accounts/deployments/resume/action",
        "Microsoft.CognitiveServices/accounts/deployments/write",
        "Microsoft.CognitiveServices/accounts/regenerateKey/action",
        "Microsoft.CognitiveServices/accounts/write",
        "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete",
        "Microsoft.Resources/subscriptions/resourceGroups/delete",
        "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action",
        "Microsoft.Resources/tags/delete",
        "Microsoft.Resources/tags/write",
    ];
}
