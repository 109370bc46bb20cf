using Importer.Configuration;
using Importer.Deployments;

namespace Importer.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void The_three_required_settings_are_enough_and_the_rest_has_its_defaults()
    {
        var settings = SettingsText.Good("{}");

        Assert.Equal(SettingsText.Service, settings.ServiceId.Value);
        Assert.Equal([SettingsText.Subscription], settings.Scopes.Select(scope => scope.Value));
        Assert.Equal("reports", settings.ReportsContainer);
        Assert.Equal(new Uri("https://management.azure.com"), settings.ArmEndpoint);
        Assert.Equal("https://management.azure.com", settings.ArmAudience);
        Assert.Equal("apim-import=off", settings.OptOutTag);
        Assert.Equal(
            new ApiProfile { Policies = settings.Defaults.Policies },
            settings.Defaults with
            {
                Compatibility = new ApiProfile().Compatibility,
            }
        );
        Assert.Equal(new PolicySettings(), settings.Defaults.Policies);
        Assert.Empty(settings.Rules);
        Assert.Empty(settings.Webhooks);
        Assert.Equal((DriftMode.Import, TimeSpan.FromHours(1)), (settings.Drift, settings.Deletion.After));
        Assert.Equal(new(), settings.Deletion);
        Assert.Equal(new(), settings.Health);
    }

    [Fact]
    public void Every_field_of_the_profile_is_read()
    {
        var profile = SettingsText
            .Good(
                """
                { "Defaults": {
                  "BasePath": "ai/{region}/{account}", "Compatibility": ["AzureAI", "azureopenaiv1", "AzureAI"], "Source": "openapi",
                  "DisplayName": "{deployment}", "Description": "{subscription} {resourceGroup}", "Products": ["a", "b", "a"], "Tags": ["t"],
                  "SubscriptionRequired": false, "Access": "check", "OpenApi": { "Location": "specs/chat.json" },
                  "Authentication": { "Mode": "ManagedIdentity", "ClientId": "11111111-1111-1111-1111-111111111111", "Audience": "https://ai.azure.com" } } }
                """
            )
            .Defaults;

        Assert.Equal("ai/{region}/{account}", profile.BasePath);
        Assert.Equal([Compatibility.AzureAI, Compatibility.AzureOpenAIV1], profile.Compatibility);
        Assert.Equal(ImportSource.OpenApi, profile.Source);
        Assert.Equal("{deployment}", profile.DisplayName);
        Assert.Equal("{subscription} {resourceGroup}", profile.Description);
        Assert.Equal(["a", "b"], profile.Products);
        Assert.Equal(["t"], profile.Tags);
        Assert.False(profile.SubscriptionRequired);
        Assert.Equal(AccessMode.Check, profile.Access);
        Assert.Equal("specs/chat.json", profile.OpenApiLocation);
        Assert.Equal(
            new() { ClientId = "11111111-1111-1111-1111-111111111111", Audience = "https://ai.azure.com" },
            profile.Authentication
        );
    }

    [Fact]
    public void Every_policy_is_read()
    {
        var policies = SettingsText
            .Good(
                """
                { "Defaults": { "Policies": {
                  "TokenLimit": { "TokensPerMinute": 1, "TokenQuota": 5000000000, "TokenQuotaPeriod": "monthly", "CounterKey": "@(context.Product?.Id ?? \"none\")", "EstimatePromptTokens": false },
                  "TokenMetrics": { "Namespace": "n", "Logger": "insights", "Dimensions": { "API ID": "", "User ID": null, "Team": "@(context.User?.Id ?? \")\")" } },
                  "SemanticCache": { "ScoreThreshold": 0.05, "EmbeddingsBackendId": "emb", "DurationSeconds": 60, "VaryBy": ["product"], "IgnoreSystemMessages": true, "MaxMessageCount": 4 },
                  "ContentSafety": { "BackendId": "safety", "ShieldPrompt": true, "EnforceOnCompletions": true, "Categories": { "hate": 3, "SelfHarm": 0 }, "Blocklists": ["words"], "OutputType": "EightSeverityLevels" },
                  "RateLimit": { "Calls": 5, "RenewalPeriodSeconds": 300, "CounterKey": "address" },
                  "CircuitBreaker": { "FailureCount": 1, "TripSeconds": 10 },
                  "Retry": { "Count": 50 },
                  "Extra": "company-headers",
                  "Timeout": 90 } } }
                """
            )
            .Defaults.Policies;

        Assert.Equal(
            new()
            {
                TokensPerMinute = 1,
                TokenQuota = 5_000_000_000,
                TokenQuotaPeriod = "Monthly",
                CounterKey = """@(context.Product?.Id ?? "none")""",
                EstimatePromptTokens = false,
            },
            policies.TokenLimit
        );
        Assert.Equal(("n", "insights"), (policies.TokenMetrics!.Namespace, policies.TokenMetrics.Logger));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["API ID"] = "",
                ["User ID"] = "",
                ["Team"] = """@(context.User?.Id ?? ")")""",
            },
            policies.TokenMetrics.Dimensions
        );
        Assert.Equal(
            (0.05, "emb", 60, true, 4),
            (
                policies.SemanticCache!.ScoreThreshold,
                policies.SemanticCache.EmbeddingsBackendId,
                policies.SemanticCache.DurationSeconds,
                policies.SemanticCache.IgnoreSystemMessages,
                policies.SemanticCache.MaxMessageCount
            )
        );
        Assert.Equal(["product"], policies.SemanticCache.VaryBy);
        Assert.Equal(
            ("safety", true, true, "EightSeverityLevels"),
            (
                policies.ContentSafety!.BackendId,
                policies.ContentSafety.ShieldPrompt,
                policies.ContentSafety.EnforceOnCompletions,
                policies.ContentSafety.OutputType
            )
        );
        Assert.Equal(new Dictionary<string, int> { ["Hate"] = 3, ["SelfHarm"] = 0 }, policies.ContentSafety.Categories);
        Assert.Equal(["words"], policies.ContentSafety.Blocklists);
        Assert.Equal(
            new()
            {
                Calls = 5,
                RenewalPeriodSeconds = 300,
                CounterKey = "address",
            },
            policies.RateLimit
        );
        Assert.Equal(
            new()
            {
                FailureCount = 1,
                IntervalSeconds = 60,
                TripSeconds = 10,
            },
            policies.CircuitBreaker
        );
        Assert.Equal(new() { Count = 50, IntervalSeconds = 1 }, policies.Retry);
        Assert.Equal("company-headers", policies.Extra);
        Assert.Equal(TimeSpan.FromSeconds(90), policies.Timeout);
    }

    [Fact]
    public void Everything_outside_the_profile_is_read()
    {
        var settings = SettingsText.Good(
            """
            { "Arm": { "Endpoint": "http://127.0.0.1:7080", "Audience": "https://arm.local" },
              "Discovery": { "OptOutTag": "gateway=no*" },
              "Deletion": { "Mode": "Keep", "After": "2.00:00:00", "MaxShare": 0.5, "MinCount": 10 }, "Drift": { "Mode": "repair" },
              "Reports": { "Container": "https://contoso.blob.core.windows.net/reports/" },
              "Health": { "TokensPerDay": 0, "CallsPerDay": 1, "Images": true, "Timeout": "00:00:10", "Concurrency": 1, "Subscription": "probe", "ReadyWithin": "0", "FreshFor": "01:00:00", "HistoryDays": 7 },
              "Notify": { "Webhooks": [ { "Url": "https://contoso.com/a" }, { "Url": "http://localhost/b", "Format": "JSON", "On": "always" } ] } }
            """
        );

        Assert.Equal(
            (new Uri("http://127.0.0.1:7080"), "https://arm.local", "gateway=no*"),
            (settings.ArmEndpoint, settings.ArmAudience, settings.OptOutTag)
        );
        Assert.Equal(
            new()
            {
                Allowed = false,
                After = TimeSpan.FromDays(2),
                MaxShare = 0.5,
                MinCount = 10,
            },
            settings.Deletion
        );
        Assert.Equal(DriftMode.Repair, settings.Drift);
        Assert.Equal("https://contoso.blob.core.windows.net/reports", settings.ReportsContainer);
        Assert.Equal(
            new()
            {
                TokensPerDay = 0,
                CallsPerDay = 1,
                Images = true,
                Timeout = TimeSpan.FromSeconds(10),
                Concurrency = 1,
                Subscription = "probe",
                ReadyWithin = TimeSpan.Zero,
                FreshFor = TimeSpan.FromHours(1),
                HistoryDays = 7,
            },
            settings.Health
        );
        Assert.Equal(
            [
                new() { Url = new("https://contoso.com/a") },
                new()
                {
                    Url = new("http://localhost/b"),
                    AdaptiveCard = false,
                    Always = true,
                },
            ],
            settings.Webhooks
        );
    }

    [Theory]
    [InlineData("\"Auto\"", "")]
    [InlineData("\"azureai\"", "AzureAI")]
    [InlineData("[\"AzureOpenAIV1\"]", "AzureOpenAIV1")]
    [InlineData("[\"AzureOpenAI\",\"AzureAI\"]", "AzureOpenAI,AzureAI")]
    public void Compatibility_is_auto_a_name_or_a_list(string json, string expected) =>
        Assert.Equal(
            expected,
            string.Join(',', SettingsText.Good($$"""{ "Defaults": { "Compatibility": {{json}} } }""").Defaults.Compatibility)
        );

    [Theory]
    [InlineData("\"ApiKey\"")]
    [InlineData("{ \"Mode\": \"ApiKey\" }")]
    [InlineData("{ \"Mode\": \"apikey\", \"KeyVaultSecret\": \"https://v.vault.azure.net/secrets/key/0123456789abcdef0123456789abcdef\" }")]
    public void Authentication_is_a_word_or_an_object(string json) =>
        Assert.Equal(
            AuthenticationMode.ApiKey,
            SettingsText.Good($$"""{ "Defaults": { "Authentication": {{json}} } }""").Defaults.Authentication.Mode
        );

    [Theory]
    [InlineData("https://management.usgovcloudapi.net", "https://management.usgovcloudapi.net")]
    [InlineData("http://127.0.0.1:7080", "https://management.azure.com")]
    public void The_audience_follows_another_clouds_endpoint(string endpoint, string audience) =>
        Assert.Equal(audience, SettingsText.Good($$"""{ "Arm": { "Endpoint": "{{endpoint}}" } }""").ArmAudience);

    [Fact]
    public void Scopes_that_another_one_covers_are_folded_into_it()
    {
        var settings = SettingsText.Good(
            $$"""
            { "Discovery": { "Scopes": [
              "/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg",
              "/SUBSCRIPTIONS/00000000-0000-0000-0000-000000000002/resourcegroups/RG",
              "{{SettingsText.Subscription}}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso",
              "{{SettingsText.Subscription}}" ] } }
            """
        );

        Assert.Equal(
            ["/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg", SettingsText.Subscription],
            settings.Scopes.Select(scope => scope.Value)
        );
    }

    [Fact]
    public void An_empty_opt_out_tag_switches_it_off() =>
        Assert.Equal("", SettingsText.Good("""{ "Discovery": { "OptOutTag": "" } }""").OptOutTag);
}
