using Importer.Arm;
using Importer.Deployments;
using Importer.Foundry;
using Importer.Resources;
using Importer.Tests.Arm;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Foundry;

public sealed class FoundrySourceTests : IDisposable
{
    private const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
    private const string Group = Subscription + "/resourceGroups/rg-ai";
    private const string Accounts = "/providers/Microsoft.CognitiveServices/accounts";
    private const string Contoso = Group + Accounts + "/contoso";
    private const string Fabrikam = Group + Accounts + "/fabrikam";
    private const string None = """{"value":[]}""";

    private readonly ScriptedArm _arm = new();

    public void Dispose() => _arm.Dispose();

    [Theory]
    [InlineData(Subscription)]
    [InlineData(Group)]
    public async Task A_scope_is_read_with_its_accounts_and_their_deployments(string scope)
    {
        _arm.On($"GET {scope}{Accounts}", List(Account(Fabrikam), Account(Contoso)))
            .On($"GET {Contoso}/deployments", List(Deployment(Contoso, "gpt-4o"), Deployment(Contoso, "embed")))
            .On($"GET {Fabrikam}/deployments", None);

        var inventory = await ReadAsync(scope);

        Assert.Equal(["contoso", "fabrikam"], inventory.Accounts.Select(found => found.Account.Name));
        Assert.Equal(["embed", "gpt-4o"], inventory.Accounts[0].Deployments.Select(deployment => deployment.Name));
        Assert.Equal([ResourceId.Parse(scope)], inventory.Covered);
        Assert.Empty(inventory.Unread);
    }

    [Theory]
    [InlineData(Contoso)]
    [InlineData(Contoso + "/deployments/gpt-4o")]
    [InlineData(Contoso + "/projects/p/applications/a")]
    public async Task What_is_below_an_account_stands_for_it(string scope)
    {
        _arm.On($"GET {Contoso}", Account(Contoso)).On($"GET {Contoso}/deployments", List(Deployment(Contoso, "gpt-4o")));

        var inventory = await ReadAsync(scope);

        Assert.Equal("gpt-4o", inventory.Accounts.Single().Deployments.Single().Name);
        Assert.Equal([ResourceId.Parse(Contoso)], inventory.Covered);
    }

    [Fact]
    public async Task Overlapping_scopes_are_read_once()
    {
        _arm.On($"GET {Group}{Accounts}", List(Account(Contoso))).On($"GET {Contoso}/deployments", None);

        await ReadAsync(
            Group,
            Group.ToUpperInvariant().Replace("/SUBSCRIPTIONS", "/subscriptions", StringComparison.Ordinal),
            Contoso,
            Contoso + "/deployments/a"
        );

        Assert.Equal(2, _arm.Sent.Count);
    }

    [Fact]
    public async Task An_account_is_told_as_Resource_Manager_tells_it()
    {
        _arm.On($"GET {Contoso}", Account(Contoso)).On($"GET {Contoso}/deployments", List(Deployment(Contoso, "gpt-4o")));

        var (account, deployments) = (await ReadAsync(Contoso)).Accounts.Single();

        Assert.Equal(
            ("AIServices", "swedencentral", "Succeeded", "contoso"),
            (account.Kind, account.Region, account.ProvisioningState, account.CustomSubdomain)
        );
        Assert.Equal(new("https://contoso.openai.azure.com/"), account.Endpoints["openai language model instance api"]);
        Assert.Single(account.Endpoints);
        Assert.Equal("blue", account.Tags["TEAM"]);
        Assert.True(account.LocalAuthDisabled);
        var deployment = deployments.Single();
        Assert.Equal(
            ("OpenAI", "gpt-4o", "2024-11-20", "GlobalStandard", 10),
            (deployment.ModelFormat, deployment.ModelName, deployment.ModelVersion, deployment.Sku, deployment.Capacity)
        );
        Assert.Equal("true", deployment.CapabilityFlags["chatCompletion"]);
        Assert.True(deployment.IsSucceeded);
    }

    [Fact]
    public async Task What_Resource_Manager_leaves_out_is_left_open()
    {
        _arm.On(
                $"GET {Contoso}",
                $$"""{"id":"{{Contoso}}","kind":"AIServices","tags":null,"properties":{"provisioningState":"Creating","endpoints":null} }"""
            )
            .On($"GET {Contoso}/deployments", None);

        var (account, deployments) = (await ReadAsync(Contoso)).Accounts.Single();

        Assert.Equal(
            ("AIServices", "Creating", null, null),
            (account.Kind, account.ProvisioningState, account.Endpoint, account.CustomSubdomain)
        );
        Assert.Empty(deployments);
    }

    /// <summary>Successes that show no account, by what is wrong with them.</summary>
    public static TheoryData<string> NoAccounts =>
        [
            "",
            "<html>",
            "{}",
            "null",
            "[]",
            """{"id":null}""",
            None,
            """{"error":{"code":"X"}}""",
            $$"""{"id":"{{Contoso}}"}""",
            $$"""{"id":"{{Contoso}}","properties":{"provisioningState":"Succeeded"} }""",
            $$"""{"id":"{{Contoso}}","kind":"AIServices"}""",
            Account(Fabrikam),
            Account(Group),
            Account(Contoso + "/deployments/a"),
            Account(Contoso)[..40],
        ];

    /// <summary>Successes that show no list of deployments.</summary>
    public static TheoryData<string> NoDeployments =>
        [
            "",
            "<html>",
            "{}",
            "null",
            "[]",
            """{"value":null}""",
            """{"value":{}}""",
            """{"error":{"code":"X"}}""",
            List("null"),
            List("{}"),
            List("""{"name":"gpt-4o"}"""),
            List(Deployment(Contoso, "a"), Deployment(Contoso, "a")),
            List(Deployment(Fabrikam, "a")),
            List(Deployment(Contoso, "a").Replace("\"model\"", "\"modell\"", StringComparison.Ordinal)),
            List(Deployment(Contoso, "a").Replace("\"OpenAI\"", "null", StringComparison.Ordinal)),
            List(Deployment(Contoso, "a").Replace("\"provisioningState\"", "\"state\"", StringComparison.Ordinal)),
            List(Account(Contoso)),
            List(Deployment(Contoso, "a"))[..60],
        ];

    [Theory]
    [MemberData(nameof(NoAccounts))]
    public async Task A_success_that_shows_no_account_leaves_it_unread(string body)
    {
        _arm.On($"GET {Contoso}", new Answer(200, body))
            .On($"GET {Group}{Accounts}", List(body.Length == 0 ? "null" : body))
            .On($"GET {Fabrikam}/deployments", None);

        var one = await ReadAsync(Contoso);
        Assert.False(one.KnowsAbout(ResourceId.Parse(Contoso)));
        Assert.True(one.Unread.Single().MayPass);
        Assert.Contains("UnexpectedAnswer", one.Unread.Single().Reason, StringComparison.Ordinal);
        if (body != Account(Fabrikam))
        {
            var all = await ReadAsync(Group);
            Assert.False(all.KnowsAbout(ResourceId.Parse(Contoso)));
            Assert.True(all.Unread.Single().MayPass);
        }
    }

    [Theory]
    [MemberData(nameof(NoDeployments))]
    public async Task A_success_that_shows_no_deployments_leaves_the_account_unread(string body)
    {
        _arm.On($"GET {Contoso}", Account(Contoso)).On($"GET {Contoso}/deployments", new Answer(200, body));

        var inventory = await ReadAsync(Contoso);

        Assert.False(inventory.KnowsAbout(ResourceId.Parse(Contoso)));
        Assert.True(inventory.Unread.Single().MayPass);
        Assert.Empty(inventory.Accounts);
    }

    [Theory]
    [InlineData("ResourceNotFound")]
    [InlineData("ParentResourceNotFound")]
    [InlineData("ResourceGroupNotFound")]
    public async Task Deployments_that_are_said_not_to_be_there_while_their_account_is_prove_nothing(string code)
    {
        _arm.On($"GET {Contoso}", Account(Contoso)).On($"GET {Contoso}/deployments", Answer.Error(404, code, "gone"));

        var inventory = await ReadAsync(Contoso);

        Assert.False(inventory.KnowsAbout(ResourceId.Parse(Contoso)));
        Assert.True(inventory.Unread.Single().MayPass);
        Assert.Contains("is there", inventory.Unread.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_a_group_that_is_not_found_does_not_say_that_the_group_is_gone()
    {
        _arm.On($"GET {Group}{Accounts}", Answer.Error(404, "ResourceNotFound", "not found"));

        Assert.False((await ReadAsync(Group)).KnowsAbout(ResourceId.Parse(Contoso)));
    }

    [Fact]
    public async Task A_deployment_is_read_as_the_service_really_answers_it()
    {
        if (SharedMaterial.Find("cases/deployment-as-read.json") is not { } file)
        {
            return;
        }

        const string Real = Subscription + "/resourceGroups/rg" + Accounts + "/a";
        _arm.On($"GET {Real}", Account(Real)).On($"GET {Real}/deployments", List(await File.ReadAllTextAsync(file)));

        var deployment = (await ReadAsync(Real)).Accounts.Single().Deployments.Single();

        Assert.Equal(
            ("gpt-4o-mini", "OpenAI", "gpt-4.1-mini", "2025-04-14", "GlobalStandard", 1),
            (deployment.Name, deployment.ModelFormat, deployment.ModelName, deployment.ModelVersion, deployment.Sku, deployment.Capacity)
        );
        Assert.True(deployment is { IsSucceeded: true, Paused: false });
        Assert.Empty(deployment.Tags);
    }

    [Fact]
    public async Task A_deployment_full_of_nulls_and_of_fields_that_nobody_asked_for_is_read()
    {
        const string Answer = """
            {
              "id": "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso/deployments/chat-small",
              "name": "chat-small", "type": "Microsoft.CognitiveServices/accounts/deployments", "etag": "\"0a1b2c3d\"",
              "resourceGroup": "another-case-of-it", "systemData": null, "tags": null,
              "sku": { "name": "GlobalStandard", "capacity": 3, "family": null, "size": null, "tier": null },
              "properties": {
                "provisioningState": "Succeeded", "deploymentState": "Running", "currentCapacity": 3, "raiPolicyName": "Microsoft.DefaultV2",
                "versionUpgradeOption": "OnceNewDefaultVersionAvailable", "callRateLimit": null, "capacitySettings": null, "dynamicThrottlingEnabled": null,
                "parentDeploymentName": null, "routing": null, "scaleSettings": null, "serviceTier": null, "spilloverDeploymentName": null,
                "capabilities": { "chatCompletion": "true", "responses": "true", "assistants": "true", "area": "EUR" },
                "rateLimits": [ { "key": "request", "count": 3.0, "renewalPeriod": 60.0, "minCount": null, "matchPatterns": null, "dynamicThrottlingEnabled": null } ],
                "model": { "format": "OpenAI", "name": "gpt-4.1-mini", "version": "2025-04-14", "publisher": null, "source": null, "sourceAccount": null, "callRateLimit": null }
              }
            }
            """;
        _arm.On($"GET {Contoso}", Account(Contoso)).On($"GET {Contoso}/deployments", List(Answer));

        var inventory = await ReadAsync(Contoso);

        Assert.Empty(inventory.Unread);
        var deployment = inventory.Accounts.Single().Deployments.Single();
        Assert.Equal(
            ("chat-small", "OpenAI", "gpt-4.1-mini", "2025-04-14", "GlobalStandard", 3),
            (deployment.Name, deployment.ModelFormat, deployment.ModelName, deployment.ModelVersion, deployment.Sku, deployment.Capacity)
        );
        Assert.True(deployment is { IsSucceeded: true, Paused: false });
        Assert.Empty(deployment.Tags);
    }

    [Fact]
    public async Task An_account_of_another_kind_is_listed_but_not_asked_for_deployments()
    {
        _arm.On($"GET {Contoso}", Account(Contoso, "SpeechServices"));

        var inventory = await ReadAsync(Contoso);

        Assert.Equal("SpeechServices", inventory.Accounts.Single().Account.Kind);
        Assert.Single(_arm.Sent);
    }

    [Theory]
    [InlineData(Contoso, "GET " + Contoso, "ResourceNotFound")]
    [InlineData(Contoso, "GET " + Contoso, "ResourceGroupNotFound")]
    [InlineData(Group, "GET " + Group + Accounts, "ResourceGroupNotFound")]
    public async Task What_is_gone_is_covered_and_empty(string scope, string call, string code)
    {
        _arm.On(call, Answer.Error(404, code, "not found"));

        var inventory = await ReadAsync(scope);

        Assert.Empty(inventory.Accounts);
        Assert.True(inventory.KnowsAbout(ResourceId.Parse(Contoso)));
    }

    [Fact]
    public async Task A_missing_subscription_is_no_proof_that_its_accounts_are_gone()
    {
        _arm.On($"GET {Subscription}{Accounts}", Answer.Error(404, "SubscriptionNotFound", "The subscription could not be found."));

        var inventory = await ReadAsync(Subscription);

        Assert.False(inventory.KnowsAbout(ResourceId.Parse(Contoso)));
        Assert.Contains("SubscriptionNotFound", inventory.Unread.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_404_without_words_is_no_proof_either()
    {
        _arm.On($"GET {Contoso}", new Answer(404, "<html>"));

        Assert.False((await ReadAsync(Contoso)).KnowsAbout(ResourceId.Parse(Contoso)));
    }

    [Theory]
    [InlineData(403, "AuthorizationFailed", false)]
    [InlineData(429, "TooManyRequests", true)]
    [InlineData(503, "ServiceUnavailable", true)]
    public async Task A_scope_that_cannot_be_read_says_why_and_covers_nothing(int status, string code, bool mayPass)
    {
        _arm.On($"GET {Group}{Accounts}", Answer.Error(status, code, "no"));

        var inventory = await ReadAsync(Group);

        var unread = inventory.Unread.Single();
        Assert.Equal((ResourceId.Parse(Group), mayPass), (unread.Scope, unread.MayPass));
        Assert.StartsWith(code, unread.Reason, StringComparison.Ordinal);
        Assert.False(inventory.KnowsAbout(ResourceId.Parse(Contoso)));
    }

    [Fact]
    public async Task A_missing_right_is_named()
    {
        _arm.On($"GET {Group}{Accounts}", Answer.Error(403, "AuthorizationFailed", "forbidden"));

        var reason = (await ReadAsync(Group)).Unread.Single().Reason;

        Assert.Equal(
            $"AuthorizationFailed: the importer's identity lacks Microsoft.CognitiveServices/accounts/read on {Group}{Accounts}",
            reason
        );
    }

    [Fact]
    public async Task An_account_whose_deployments_cannot_be_read_is_unread_and_not_empty()
    {
        _arm.On($"GET {Group}{Accounts}", List(Account(Contoso), Account(Fabrikam)))
            .On($"GET {Contoso}/deployments", Answer.Error(403, "AuthorizationFailed", "no"))
            .On($"GET {Fabrikam}/deployments", None);

        var inventory = await ReadAsync(Group);

        Assert.Equal("fabrikam", inventory.Accounts.Single().Account.Name);
        Assert.False(inventory.KnowsAbout(ResourceId.Parse(Contoso)));
        Assert.True(inventory.KnowsAbout(ResourceId.Parse(Fabrikam)));
    }

    [Fact]
    public async Task An_account_deleted_between_two_readings_is_gone()
    {
        _arm.On($"GET {Group}{Accounts}", List(Account(Contoso)))
            .On($"GET {Contoso}/deployments", Answer.Error(404, "ParentResourceNotFound", "gone"))
            .On($"GET {Contoso}", Answer.Error(404, "ResourceNotFound", "gone"));

        var inventory = await ReadAsync(Group);

        Assert.Empty(inventory.Accounts);
        Assert.True(inventory.KnowsAbout(ResourceId.Parse(Contoso)));
    }

    [Fact]
    public async Task Existence_is_yes_no_or_an_exception()
    {
        _arm.On(
            $"GET {Contoso}",
            new Answer(200, Account(Contoso)),
            Answer.Error(404, "ResourceNotFound", "gone"),
            Answer.Error(403, "AuthorizationFailed", "no")
        );
        var source = Source();

        Assert.True(await source.ExistsAsync(ResourceId.Parse(Contoso), CancellationToken.None));
        Assert.False(await source.ExistsAsync(ResourceId.Parse(Contoso), CancellationToken.None));
        await Assert.ThrowsAsync<ArmException>(() => source.ExistsAsync(ResourceId.Parse(Contoso), CancellationToken.None));
    }

    [Fact]
    public async Task The_first_key_is_the_key()
    {
        _arm.On($"POST {Contoso}/listKeys", """{"key1":"k1","key2":"k2"}""");

        Assert.Equal("k1", await Source().ReadKeyAsync(ResourceId.Parse(Contoso), CancellationToken.None));
    }

    [Fact]
    public async Task Cancelling_is_the_only_thing_that_throws()
    {
        using var source = new CancellationTokenSource();
        _arm.On($"GET {Contoso}", Answer.TimedOut with { Before = source.Cancel });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Source().ReadAsync([ResourceId.Parse(Contoso)], source.Token));
    }

    private FoundrySource Source() => new(_arm.Client(), NullLogger<FoundrySource>.Instance);

    private Task<Inventory> ReadAsync(params string[] scopes) =>
        Source().ReadAsync([.. scopes.Select(ResourceId.Parse)], CancellationToken.None);

    private static string List(params string[] items) => $$"""{"value":[{{string.Join(',', items)}}]}""";

    private static string Account(string id, string kind = "AIServices") =>
        $$"""
            { "id": "{{id}}", "kind": "{{kind}}", "location": "swedencentral", "tags": { "team": "blue" },
              "properties": { "provisioningState": "Succeeded", "endpoint": "https://contoso.cognitiveservices.azure.com/", "customSubDomainName": "contoso",
                "disableLocalAuth": true, "endpoints": { "OpenAI Language Model Instance API": "https://contoso.openai.azure.com/", "odd": "not an address" } } }
            """;

    private static string Deployment(string account, string name) =>
        $$"""
            { "id": "{{account}}/deployments/{{name}}", "sku": { "name": "GlobalStandard", "capacity": 10 },
              "properties": { "provisioningState": "Succeeded", "model": { "format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20" }, "capabilities": { "chatCompletion": "true" } } }
            """;
}
