namespace Importer.Tests.Settings;

/// <summary>A good file in which every setting there is has a value.</summary>
internal static class FullSettings
{
    private const string Policies = """
        {
          "TokenLimit": { "TokensPerMinute": 1000, "TokenQuota": 50000, "TokenQuotaPeriod": "Daily", "CounterKey": "subscription", "EstimatePromptTokens": true, "OnMissing": "Withhold" },
          "TokenMetrics": { "Namespace": "n", "Dimensions": { "API ID": "", "Team": "@(context.User?.Id ?? \"none\")" }, "Logger": "insights", "OnMissing": "Publish" },
          "SemanticCache": { "ScoreThreshold": 0.1, "EmbeddingsBackendId": "emb", "DurationSeconds": 60, "VaryBy": ["product"], "IgnoreSystemMessages": true, "MaxMessageCount": 10, "OnMissing": "Withhold" },
          "ContentSafety": { "BackendId": "safety", "ShieldPrompt": true, "EnforceOnCompletions": false, "Categories": { "Hate": 4 }, "Blocklists": ["words"], "OutputType": "FourSeverityLevels", "OnMissing": "Publish" },
          "RateLimit": { "Calls": 10, "RenewalPeriodSeconds": 60, "CounterKey": "address", "OnMissing": "Publish" },
          "CircuitBreaker": { "FailureCount": 3, "IntervalSeconds": 60, "TripSeconds": 60, "OnMissing": "Withhold" },
          "Retry": { "Count": 2, "IntervalSeconds": 1 },
          "Extra": { "Fragment": "fragment", "OnMissing": "Withhold" },
          "Timeout": "00:01:00",
          "ExplainWrongPaths": true,
          "OnMissing": "Publish"
        }
        """;

    private const string Profile = $$"""
        "BasePath": "ai/{account}", "Source": "OpenApi", "DisplayName": "{account}", "Description": "{region}", "Products": ["a"], "Tags": ["t"],
        "SubscriptionRequired": true, "SubscriptionKeyAsBearer": true, "Access": "Check", "OpenApi": { "Location": "specs/chat.json", "Hash": "0123456789abcdef" }, "Drift": { "Ignore": ["displayName", "policy"] }, "Policies": {{Policies}}
        """;

    private const string FleetProfile = """
        "DisplayName": "AI {compatibility}", "Description": "All models", "Products": ["a"], "Tags": ["t"],
        "SubscriptionRequired": true, "SubscriptionKeyAsBearer": true, "Access": "Check", "Drift": { "Ignore": ["displayName", "policy"] },
        "Policies": {
          "TokenLimit": { "TokensPerMinute": 1000, "TokenQuota": 50000, "TokenQuotaPeriod": "Daily", "CounterKey": "subscription", "EstimatePromptTokens": true, "OnMissing": "Withhold" },
          "TokenMetrics": { "Namespace": "n", "Dimensions": { "API ID": "" , "Team": "@(context.User?.Id ?? \"none\")" }, "Logger": "insights", "OnMissing": "Publish" },
          "SemanticCache": { "ScoreThreshold": 0.1, "EmbeddingsBackendId": "emb", "DurationSeconds": 60, "VaryBy": ["product"], "IgnoreSystemMessages": true, "MaxMessageCount": 10, "OnMissing": "Withhold" },
          "ContentSafety": { "BackendId": "safety", "ShieldPrompt": true, "EnforceOnCompletions": false, "Categories": { "Hate": 4 }, "Blocklists": ["words"], "OutputType": "FourSeverityLevels", "OnMissing": "Publish" },
          "RateLimit": { "Calls": 10, "RenewalPeriodSeconds": 60, "CounterKey": "address", "OnMissing": "Publish" },
          "Extra": { "Fragment": "fragment", "OnMissing": "Withhold" },
          "ExplainWrongPaths": true,
          "OnMissing": "Publish"
        }
        """;

    public static string Text { get; } =
        $$"""
            { "Importer": {
              "ApiManagement": { "ServiceId": "{{SettingsText.Service}}" },
              "Arm": { "Endpoint": "https://management.azure.com", "Audience": "https://management.azure.com" },
              "Discovery": { "Scopes": ["{{SettingsText.Subscription}}"], "OptOutTag": "apim-import=off", "AllowedHosts": ["*.contoso.example"] },
              "Defaults": {
                "Compatibility": "Auto",
                "Authentication": { "Mode": "ManagedIdentity", "ClientId": "11111111-1111-1111-1111-111111111111", "Audience": "https://ai.azure.com" },
                {{Profile}} },
              "Rules": [ {
                "Match": { "Account": "a*", "Deployment": "d?", "ModelFormat": "OpenAI", "ModelName": "gpt-*", "Tag": "a=b" },
                "Compatibility": ["AzureAI"],
                "Authentication": { "Mode": "ApiKey", "KeyVaultSecret": "https://v.vault.azure.net/secrets/key" },
                {{Profile}},
                "Import": true } ],
              "Fleets": [ {
                "Name": "ai", "Path": "ai", "Match": { "Account": "a*", "Deployment": "d?", "ModelFormat": "OpenAI", "ModelName": "gpt-*", "Tag": "a=b" },
                "Compatibility": ["AzureOpenAI", "AzureOpenAIV1"], "Alias": "{model}", "Aliases": { "chat": ["gpt-5*", "gpt-4o"] }, "Tiers": ["*Provisioned*", "*"],
                "Boundary": "Zone", "Regions": ["swedencentral"], "AloneToo": true, "DrainTag": "apim-drain=on",
                "Failover": { "Tries": 2, "TripSeconds": 60, "TimeoutSeconds": 120 },
                "Authentication": { "Mode": "ManagedIdentity", "ClientId": "11111111-1111-1111-1111-111111111111", "Audience": "https://ai.azure.com" },
                {{FleetProfile}} },
                { "Name": "near", "Path": "near", "Match": { "Account": "b*" },
                "Regions": { "westeurope": ["swedencentral", "westeurope"], "eastus": ["eastus"] } } ],
              "Deletion": { "Mode": "Delete", "After": "01:00:00", "MaxShare": 0.3, "MinCount": 3 },
              "Drift": { "Mode": "Report" },
              "Reports": { "Container": "https://contoso.blob.core.windows.net/reports", "Runbook": "https://wiki.contoso.example/operations.md" },
              "Ownership": { "Key": "0123456789abcdef0123456789abcdef" },
              "Health": { "TokensPerDay": 1, "CallsPerDay": 1, "Images": false, "Timeout": 30, "Concurrency": 1, "Subscription": "foundry-importer-tests", "ReadyWithin": "00:01:00", "FreshFor": "00:15:00", "HistoryDays": 90 },
              "Compliance": { "RaiPolicies": ["Contoso.*"], "Skus": ["*Standard"], "Regions": ["swedencentral"], "Models": ["gpt-*"], "Mode": "LeaveOut" },
              "Lifecycle": { "Watch": true, "WarnDays": [60, 14], "RefuseNewDays": 30 },
              "Notify": { "Webhooks": [ { "Url": "https://contoso.com/hook", "Format": "json", "On": "always" } ] } } }
            """;
}
