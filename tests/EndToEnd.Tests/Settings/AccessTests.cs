using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Settings;

/// <summary>Who gets through, and how the gateway proves itself: products, subscriptions, keys.</summary>
[Collection(nameof(SettingsCloud))]
public sealed class AccessTests(SettingsCloud cloud)
{
    [Fact]
    public async Task A_subscription_of_a_product_opens_the_api_while_it_is_linked()
    {
        await cloud.StartAsync("sold", ["products=team"]);
        var key = await cloud.SubscribeAsync("sold-team", "/products/ai-team");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("sold", key)).Status);

        await cloud.AccountAsync("sold");
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("sold", key)).Status);
    }

    [Fact]
    public async Task Names_texts_and_tags_are_those_of_the_settings()
    {
        await cloud.StartAsync("named", ["name=team", "tags=two"]);
        var api = $"{ArmDriver.Service}/apis/named-openai";

        Assert.Equal("Team named", (string?)(await cloud.Arm.GetAsync(api))!["properties"]!["displayName"]);
        Assert.Equal(["foundry", "team-a"], await TagsAsync(api));

        await cloud.AccountAsync("named", "text=team");
        Assert.StartsWith(
            "For named in swedencentral [foundry-importer",
            (string?)(await cloud.Arm.GetAsync(api))!["properties"]!["description"],
            StringComparison.Ordinal
        );
        Assert.Empty(await TagsAsync(api));
        Assert.NotNull(await cloud.Arm.GetAsync($"{ArmDriver.Service}/tags/foundry"));
    }

    [Fact]
    public async Task Without_required_subscription_nobody_needs_a_key()
    {
        await cloud.StartAsync("free", ["open=yes", "limit=quota"]);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync("free", "")).Status);
    }

    [Fact]
    public async Task An_account_key_reaches_the_model_and_nobody_else_and_a_new_one_is_picked_up_by_its_event()
    {
        await cloud.StartAsync("keyed", ["auth=key"]);
        var key = await KeyAsync("keyed");
        var mark = await cloud.Control.MarkAsync();

        var reply = await AskAsync("keyed");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var call = Assert.Single(await cloud.ModelCallsAsync("keyed", "/chat/completions", mark));
        Assert.Equal((key, ""), (PoliciesAtWorkTests.Header(call, "api-key"), PoliciesAtWorkTests.Header(call, "Authorization")));
        await AssertUnseenAsync(key, reply);

        mark = await cloud.Control.MarkAsync();
        await cloud.Arm.PostAsync($"{ArmDriver.Account("keyed")}/regenerateKey", new JsonObject { ["keyName"] = "Key1" });
        var renewed = await KeyAsync("keyed");
        Assert.NotEqual(key, renewed);
        await cloud.SettleAsync();

        var write = Assert.Single(await cloud.Control.WritesAsync(mark));
        Assert.Contains("/namedValues/keyed-openai-key", write.Path, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("keyed")).Status);
        await AssertUnseenAsync(renewed, reply);
    }

    [Fact]
    public async Task A_sweep_lists_the_key_once_and_an_event_and_an_account_without_keys_not_at_all()
    {
        await cloud.StartAsync("counted", ["auth=key"]);
        var mark = await cloud.Control.MarkAsync();
        await cloud.AccountAsync("counted", "auth=key", "seen=again");
        Assert.Empty(await ListedAsync("counted", mark));

        await cloud.Importer.ImportAsync(ArmDriver.Account("counted"));
        Assert.Single(await ListedAsync("counted", mark));
        Assert.Empty(await ListedAsync("stock", mark));
    }

    [Fact]
    public async Task Keys_are_refused_where_the_account_has_them_disabled()
    {
        await cloud.StartAsync("keyless", ["auth=key", "keys=off"]);

        var run = await cloud.Importer.ImportAsync(ArmDriver.Account("keyless"));
        Assert.Contains(
            "has API keys disabled (disableLocalAuth)",
            run.WhyNot(ArmDriver.Deployment("keyless", "gpt-4o")),
            StringComparison.Ordinal
        );
        Assert.Empty(await cloud.Arm.ApisOfAsync("keyless"));
    }

    [Fact]
    public async Task A_plan_tells_which_rule_gave_which_value()
    {
        await cloud.StartAsync("told", ["limit=small", "products=team"]);

        var decision = (await cloud.Importer.PlanAsync(ArmDriver.Account("told"))).Json["decisions"]!.AsArray().Single()!;

        Assert.Equal(
            """{"Products":"Rules[3] (Tag 'products=team'): ai-team","Policies.TokenLimit":"Rules[11] (Tag 'limit=small'): 60 tokens a minute","*":"Defaults"}""",
            decision["settings"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        );
    }

    private async Task AssertUnseenAsync(string key, Reply reply)
    {
        Assert.DoesNotContain(key, reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(reply.Headers, header => header.Value.Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(cloud.Log, line => line.Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(await cloud.Importer.RunsAsync(), run => run.Json.ToJsonString().Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(key, await cloud.Arm.TextAsync($"{ArmDriver.Service}/namedValues"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            key,
            (await cloud.Importer.PlanAsync(ArmDriver.Account("keyed"))).Json.ToJsonString(),
            StringComparison.Ordinal
        );
    }

    private async Task<string> KeyAsync(string account) =>
        (string)(await cloud.Arm.PostAsync($"{ArmDriver.Account(account)}/listKeys"))["key1"]!;

    private async Task<IReadOnlyList<Call>> ListedAsync(string account, long after) =>
        [
            .. (await cloud.Control.JournalAsync("arm", after)).Where(call =>
                (string?)call.Json["caller"] == "importer" && call.Path.Contains($"/accounts/{account}/listKeys", StringComparison.Ordinal)
            ),
        ];

    private async Task<IReadOnlyList<string>> TagsAsync(string api) =>
        [
            .. (await cloud.Arm.GetAsync($"{api}/tags"))!["value"]!
                .AsArray()
                .Select(tag => (string)tag!["name"]!)
                .Order(StringComparer.Ordinal),
        ];

    private Task<Reply> AskAsync(string account, string? key = null) =>
        cloud.Gateway.PostAsync(
            $"{account}/openai/deployments/gpt-4o/chat/completions?api-version={GatewayCaller.ApiVersion}",
            GatewayCaller.Question(),
            key
        );
}
